#include "reports/driver_comparison_table.hpp"

#include <doctest/doctest.h>

namespace {

using namespace poolprobe;

measurement cell(std::string strategy, bench_route route, double rtt_ms, std::vector<double> repeats,
                 int clients = 1) {
  measurement m;
  m.strategy = std::move(strategy);
  m.route = route;
  m.rtt_ms = rtt_ms;
  m.clients = clients;
  m.repeats = std::move(repeats);
  m.ops_per_s = m.repeats.empty() ? 0 : m.repeats.front();
  return m;
}

measurement broken(std::string strategy, bench_route route) {
  auto m = cell(std::move(strategy), route, 0, {});
  m.status = measurement_status::breaks;
  m.sqlstate = "26000";
  m.broke_at = 7;
  return m;
}

run_record run_of(std::vector<measurement> measurements) {
  run_record run;
  auto& bench = run.bench.emplace();
  bench.baseline = "asyncpg";
  bench.recreated = "driver-migration";
  run.measurements = std::move(measurements);
  return run;
}

TEST_CASE(
    "a migration shows the difference without a pooler at each distance, and what the poolers make of it") {
  auto const table = driver_comparison_of(
      run_of({cell("asyncpg", bench_route::pooled, 0, {900, 900}),
              cell("asyncpg", bench_route::direct, 0, {1000, 1000}),
              cell("asyncpg", bench_route::direct, 20, {50, 50}), broken("asyncpg", bench_route::untracked),
              cell("psycopg3:none", bench_route::pooled, 0, {800, 800}),
              cell("psycopg3:none", bench_route::direct, 0, {800, 800}),
              cell("psycopg3:none", bench_route::direct, 20, {40, 60}),
              cell("psycopg3:none", bench_route::untracked, 0, {700, 700}),
              cell("psycopg3:none", bench_route::direct, 0, {1, 1}, 8)}),
      true);
  CHECK(table.headings == std::vector<std::string>{"direct", "20 ms", "tracking", "not tracking"});
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].cells == std::vector<std::string>{"baseline", "baseline", "900/s", "breaks at 7"});
  CHECK(table.rows[1].cells[0] == "-20 % +-0");
  CHECK(table.rows[1].cells[1].starts_with("none +-"));  // 0.8 and 1.2 times
  CHECK(table.rows[1].cells[2] == "800/s");
  CHECK(table.rows[1].cells[3] == "700/s");
}

TEST_CASE("a run of another kind has no such table") {
  auto run = run_of({});
  CHECK(is_driver_comparison(run));
  run.bench->recreated.clear();
  CHECK_FALSE(is_driver_comparison(run));
  CHECK_FALSE(is_driver_comparison(run_record{}));
}

}  // namespace
