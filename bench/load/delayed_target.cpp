#include "bench/load/delayed_target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "model/fatal.hpp"
#include "wire/upstream_connection.hpp"

namespace poolprobe::bench {
namespace {

target redirected(target const& to, wire::login_facts const& facts, int port) {
  auto all = to;
  std::erase_if(all.parameters, [](auto const& p) {
    return p.first == "host" || p.first == "hostaddr" || p.first == "port";
  });
  auto const by_name = !facts.host.empty() && !facts.host.starts_with('/') && !facts.host.starts_with('@');
  // libpq connects to `hostaddr` and checks certificates against `host`.
  all.parameters.emplace_back("host", by_name ? facts.host : "127.0.0.1");
  all.parameters.emplace_back("hostaddr", "127.0.0.1");
  all.parameters.emplace_back("port", std::to_string(port));
  // A password file has an entry only for the original address.
  if (all.password.empty()) all.password = wire::upstream_connection(wire::upstream_address(to)).password();
  return all;
}

}  // namespace

delayed_target::delayed_target(target const& to, wire::login_facts const& facts,
                               std::chrono::microseconds round_trip)
    : where_(to) {
  if (round_trip.count() == 0) return;
  between_ = std::make_unique<relay>(relay_peer{facts.address, facts.port}, at_distance(round_trip));
  where_ = redirected(to, facts, between_->port());
}

wire::connection connect(target const& to, std::chrono::milliseconds patience) {
  auto opened = wire::connection::open(to, wire::clock::now() + patience);
  if (auto const* failed = std::get_if<wire::open_failure>(&opened)) {
    if (failed->interrupted) throw fatal(exit_code::interrupted, "interrupted");
    throw fatal(exit_code::no_connection,
                fmt::format("cannot connect to {}: {}", to.shown.display, failed->message),
                "poolprobe check says more about what answers there");
  }
  return std::get<wire::connection>(std::move(opened));
}

double idle_round_trip_ms(target const& to, std::chrono::milliseconds patience) {
  constexpr int exchanges = 9;
  auto on = connect(to, patience);
  std::vector<double> times;
  for (int i = 0; i < exchanges; ++i) {
    auto const got =
        on.talk().exchange({{{notation::verb::sync, {}}, {}, {}}}, wire::clock::now() + patience);
    if (got.status != wire::ending::complete) return 0;
    times.push_back(got.ms);
  }
  std::nth_element(times.begin(), times.begin() + exchanges / 2, times.end());
  return times[exchanges / 2];
}

}  // namespace poolprobe::bench
