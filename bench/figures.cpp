// What a check costs, and how soon a lab is ready: on real servers, the whole program, each several times.
//
//   build/release/bench/figures        (the servers: tests/lab/poolers.sh > build/release/servers.txt)
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

constexpr int repeats = 9;

using clock_type = std::chrono::steady_clock;

double ms_since(clock_type::time_point start) {
  return std::chrono::duration<double, std::milli>(clock_type::now() - start).count();
}

struct spread {
  double least;
  double median;
  double most;
};

spread spread_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {values.front(), values[values.size() / 2], values.back()};
}

void measure_check(std::string const& what, std::string const& url) {
  std::vector<double> took;
  checked last;
  for (int i = 0; i < repeats; ++i) {
    auto const start = clock_type::now();
    last = check_json(url);
    took.push_back(ms_since(start));
  }
  auto const [least, median, most] = spread_of(std::move(took));
  auto const& cost = last.run["cost"];
  fmt::print("{:<28} {:>5} {:>9.0f} {:>9.0f} {:>9.0f} {:>12} {:>6} {:>12}\n", what, last.exit_code, least,
             median, most, cost["connections"].get<int>(), cost["peak_connections"].get<int>(),
             cost["round_trips"].get<int>());
  std::fflush(stdout);
}

void measure_checks() {
  fmt::print("A whole check, {} times each; wall clock in ms\n", repeats);
  fmt::print("{:<28} {:>5} {:>9} {:>9} {:>9} {:>12} {:>6} {:>12}\n", "", "exit", "least", "median", "most",
             "connections", "peak", "round trips");
  lab::postgres const server(any_postgres());
  measure_check("PostgreSQL " + server.version(), server.url());
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    lab::pgbouncer const pooler(*binary, server);
    for (auto const& pool : lab::usual_pools()) {
      measure_check(fmt::format("PgBouncer {} {}", pooler.version(), pool.name), pooler.url(pool.name));
    }
  }
}

void measure_lab() {
  std::vector<double> ready;
  for (int i = 0; i < repeats; ++i) {
    auto const start = clock_type::now();
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler(any_pgbouncer(), server);
    ready.push_back(ms_since(start));
  }
  auto const [least, median, most] = spread_of(std::move(ready));
  fmt::print("\nA lab of PostgreSQL and PgBouncer from nothing to ready, {} times; wall clock in ms\n",
             repeats);
  fmt::print("{:<28} {:>5} {:>9.0f} {:>9.0f} {:>9.0f}\n", "with the template", "", least, median, most);
}

}  // namespace

int main() {
  measure_checks();
  measure_lab();
}
