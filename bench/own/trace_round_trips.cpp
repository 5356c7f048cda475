#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "bench/own/sample_stats.hpp"
#include "bench/own/trace_cost.hpp"
#include "connection_text/find_target.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

wire::connection open(std::string const& url) {
  auto opened = wire::connection::open(parse_target(url, "bench"), wire::clock::now() + 10s);
  if (auto* failed = std::get_if<wire::open_failure>(&opened)) throw std::runtime_error(failed->message);
  return std::get<wire::connection>(std::move(opened));
}

/// Microseconds of one round trip.
double once(wire::connection& on) {
  static std::vector<wire::request> const query{{{notation::verb::query, {}}, "select 1", {}}};
  auto const start = wire::clock::now();
  auto const got = on.talk().exchange(query, start + 10s);
  auto const took = wire::clock::now() - start;
  if (got.rows.size() != 1) throw std::runtime_error("no answer");
  return std::chrono::duration<double, std::micro>(took).count();
}

void print(std::string const& what, std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto const at = [&values](double part) {
    return values[static_cast<std::size_t>(part * double(values.size() - 1))];
  };
  fmt::print("{:<28}{:>10.1f}{:>10.1f}{:>10.1f}\n", what, at(0.5), at(0.9), at(0.99));
}

double median_of(std::vector<double> values) { return spread_of(std::move(values)).median; }

}  // namespace

void print_round_trips(lab::postgres const& server) {
  constexpr int rounds = 200;
  constexpr int in_a_round = 100;
  watched_server watched(server);
  auto direct = open(server.url());
  auto traced = open(watched.url());
  std::vector<double> direct_us, traced_us;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < in_a_round; ++i) direct_us.push_back(once(direct));
    for (int i = 0; i < in_a_round; ++i) traced_us.push_back(once(traced));
  }
  fmt::print("A round trip (select 1) on the loopback, {} times each, in turn; us\n", rounds * in_a_round);
  fmt::print("{:<28}{:>10}{:>10}{:>10}\n", "", "median", "p90", "p99");
  print("direct", direct_us);
  print("through poolprobe trace", traced_us);
  fmt::print("added at the median: {:.1f} us; wanted: at most 60\n\n",
             median_of(traced_us) - median_of(direct_us));
  std::fflush(stdout);
  (void)watched.end();
}

}  // namespace poolprobe::bench
