#include <fmt/format.h>

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

/// The project's own limits for a check at that round-trip time, in ms; 0: none.
struct wanted {
  int breaks, works;  ///< until the verdict, for a driver that breaks and for one that works
  int without, with;  ///< the whole, without a driver and with one
};

wanted wanted_at(milliseconds round_trip) {
  if (round_trip.count() == 0) return {0, 0, 60, 0};
  return round_trip.count() == 50 ? wanted{1500, 2500, 3000, 4000} : wanted{};
}

int repeats_at(milliseconds round_trip) { return round_trip.count() == 0 ? 9 : 3; }

void print_heading(milliseconds round_trip) {
  auto const where = round_trip.count() == 0
                         ? "on the loopback"
                         : fmt::format("through a relay, round trip {} ms", round_trip.count());
  fmt::print("A check {}, {} times each; medians in ms of the program's own clock\n", where,
             repeats_at(round_trip));
  fmt::print("path: round trips one after another; opened, peak: connections\n");
  fmt::print("{:<24}{:<9}{:>5}{:>9}{:>6}{:>8}{:>6}{:>8}{:>6}{:>7}\n", "", "driver", "exit", "verdict", "path",
             "whole", "path", "opened", "peak", "trips");
}

double median_of(std::vector<double> values) { return spread_of(std::move(values)).median; }

/// A mark behind a figure that is above the limit.
std::string figure(double ms, int most) {
  return fmt::format("{:.0f}{}", ms, most > 0 && ms > most ? "!" : "");
}

void measure(milliseconds round_trip, std::string const& what, int port, std::string const& database,
             std::string const& driver) {
  std::optional<relay> between;
  if (round_trip.count() > 0) {
    between.emplace(relay_peer{"127.0.0.1", std::to_string(port)}, at_distance(round_trip));
    port = between->port();
  }
  auto options = driver.empty() ? std::vector<std::string>() : std::vector<std::string>{"--driver", driver};
  std::vector<double> verdicts, wholes;
  testing::checked last;
  for (int i = 0; i < repeats_at(round_trip); ++i) {
    last = testing::check_json(fmt::format("postgresql://app@127.0.0.1:{}/{}", port, database), options);
    verdicts.push_back(last.run["cost"].value("verdict_ms", 0.0));
    wholes.push_back(last.run["cost"]["duration_ms"].get<double>());
  }
  auto const& cost = last.run["cost"];
  auto const limit = wanted_at(round_trip);
  auto const breaks = last.exit_code == 1;
  auto const soonest = driver.empty() ? 0 : breaks ? limit.breaks : limit.works;
  fmt::print("{:<24}{:<9}{:>5}{:>9}{:>6}{:>8}{:>6}{:>8}{:>6}{:>7}\n", what, driver.empty() ? "-" : driver,
             last.exit_code, figure(median_of(verdicts), soonest), cost.value("verdict_critical_path", 0),
             figure(median_of(wholes), driver.empty() ? limit.without : limit.with),
             cost["critical_path"].get<int>(), cost["connections"].get<int>(),
             cost["peak_connections"].get<int>(), cost["round_trips"].get<int>());
  std::fflush(stdout);
}

void print_limits(milliseconds round_trip) {
  auto const [breaks, works, without, with] = wanted_at(round_trip);
  if (without > 0) fmt::print("wanted: the whole without a driver within {} ms", without);
  if (with > 0)
    fmt::print(", with one {}; the verdict for one that breaks {}, for one that works {}", with, breaks,
               works);
  fmt::print("{}\n\n", without > 0 ? "; ! is above" : "");
}

}  // namespace

void print_check_durations(milliseconds round_trip) {
  print_heading(round_trip);
  lab::postgres const server(testing::any_postgres());
  measure(round_trip, "PostgreSQL " + server.version(), server.port(), "app", "");
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = testing::find_server("pgbouncer", series);
    if (!binary) continue;
    lab::pgbouncer const pooler(*binary, server);
    for (auto const* driver : {"", "asyncpg", "pgjdbc", "sqlx"}) {
      measure(round_trip, fmt::format("PgBouncer {}", pooler.version()), pooler.port(), "transaction",
              driver);
    }
    for (auto const* pool : {"session", "statement", "one"})
      measure(round_trip, fmt::format("PgBouncer {} {}", pooler.version(), pool), pooler.port(), pool, "");
  }
  print_limits(round_trip);
}

}  // namespace poolprobe::bench
