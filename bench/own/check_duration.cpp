#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <optional>

#include "bench/own/check_and_lab_durations.hpp"
#include "bench/own/sample_stats.hpp"
#include "lab/check_json.hpp"
#include "relay/relay.hpp"
#include "support/servers.hpp"

namespace poolprobe::bench {
namespace {

using std::chrono::milliseconds;

/// The project's own limit for a whole check at that round-trip time, where there is one.
std::optional<int> wanted_ms(milliseconds round_trip) {
  switch (round_trip.count()) {
    case 0:
      return 1500;
    case 50:
      return 4000;
    default:
      return std::nullopt;
  }
}

int repeats_at(milliseconds round_trip) { return round_trip.count() == 0 ? 9 : 3; }

struct measured {
  std::string what;
  double median;
};

void print_heading(milliseconds round_trip) {
  auto const where = round_trip.count() == 0
                         ? "on the loopback"
                         : fmt::format("through a relay, round trip {} ms", round_trip.count());
  fmt::print("A whole check {}, {} times each; wall clock in ms\n", where, repeats_at(round_trip));
  fmt::print("opened, peak: connections; trips: round trips; path: those one after another\n");
  fmt::print("{:<28}{:>5}{:>7}{:>7}{:>7}{:>7}{:>5}{:>7}{:>6}\n", "", "exit", "least", "median", "most",
             "opened", "peak", "trips", "path");
}

measured measure(milliseconds round_trip, std::string what, int port, std::string const& database) {
  std::optional<relay> between;
  if (round_trip.count() > 0) {
    between.emplace(relay_peer{"127.0.0.1", std::to_string(port)}, at_distance(round_trip));
    port = between->port();
  }
  std::vector<double> took;
  testing::checked last;
  for (int i = 0; i < repeats_at(round_trip); ++i) {
    stopwatch const checking;
    last = testing::check_json(fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database));
    took.push_back(checking.ms());
  }
  auto const [least, median, most] = spread_of(std::move(took));
  auto const& cost = last.run["cost"];
  fmt::print("{:<28}{:>5}{:>7.0f}{:>7.0f}{:>7.0f}{:>7}{:>5}{:>7}{:>6}\n", what, last.exit_code, least, median,
             most, cost["connections"].get<int>(), cost["peak_connections"].get<int>(),
             cost["round_trips"].get<int>(), cost["critical_path"].get<int>());
  std::fflush(stdout);
  return {std::move(what), median};
}

void print_slowest(milliseconds round_trip, std::vector<measured> const& all) {
  auto const slowest = std::max_element(all.begin(), all.end(),
                                        [](auto const& a, auto const& b) { return a.median < b.median; });
  fmt::print("slowest median: {:.0f} ms, {}", slowest->median, slowest->what);
  if (auto const most = wanted_ms(round_trip)) fmt::print("; wanted: under {} ms", *most);
  fmt::print("\n\n");
}

}  // namespace

void print_check_durations(milliseconds round_trip) {
  print_heading(round_trip);
  std::vector<measured> all;
  lab::postgres const server(testing::any_postgres());
  all.push_back(measure(round_trip, "PostgreSQL " + server.version(), server.port(), "app"));
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = testing::find_server("pgbouncer", series);
    if (!binary) continue;
    lab::pgbouncer const pooler(*binary, server);
    for (auto const& pool : lab::usual_pools()) {
      auto what = fmt::format("PgBouncer {} {}", pooler.version(), pool.name);
      all.push_back(measure(round_trip, std::move(what), pooler.port(), pool.name));
    }
  }
  print_slowest(round_trip, all);
}

}  // namespace poolprobe::bench
