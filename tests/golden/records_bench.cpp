#include <array>
#include <cmath>

#include "golden/records.hpp"

namespace poolprobe::golden {
namespace {

/// The cost of one strategy without the network: invented, in proportions that were measured.
struct price {
  std::string strategy;
  std::vector<std::string> also;
  std::optional<std::string> driver;
  std::string setting;
  std::string script;
  double busy_us;  ///< per operation, with one client
  int messages_sent, messages_received, bytes_sent, bytes_received;
};

price const unnamed{
    "psycopg3:none", {}, "psycopg3", "prepare_threshold=None", "P() B D(P) E S", 118, 5, 6, 84, 68};
price const simple{"simple", {"psycopg2", "pgx:simple-protocol"}, std::nullopt, "", "Q", 96, 1, 4, 16, 57};
price const named{"asyncpg",
                  {},
                  "asyncpg",
                  "statement_cache_size=100 (default)",
                  "P(__asyncpg_stmt_{process}__) D(S) H | B E S afterwards B E S",
                  91,
                  3,
                  4,
                  51,
                  40};

/// Most operations take about the same time, one in 97 three times that.
latency_histogram spread(double typical_us, int operations) {
  latency_histogram all;
  for (int i = 0; i < operations; ++i) {
    auto const part = 0.9 + 0.2 * ((i * 7919) % 1000) / 1000;
    all.record(static_cast<std::uint64_t>(typical_us * 1000 * (i % 97 == 0 ? 3 : part)));
  }
  return all;
}

measurement named_cell(price const& of, int clients, double rtt_ms, bench_route route) {
  measurement m;
  m.strategy = of.strategy;
  m.also = of.also;
  m.driver = of.driver;
  m.setting = of.setting;
  m.script = of.script;
  m.clients = clients;
  m.route = route;
  m.rtt_ms = rtt_ms;
  return m;
}

measurement measured(price const& of, int clients, double rtt_ms, bench_route route = bench_route::pooled) {
  auto m = named_cell(of, clients, rtt_ms, route);
  auto const busy = (m.route == bench_route::direct ? 0.7 : 1.0) * of.busy_us * (1 + 0.25 * (clients - 1));
  m.effective_rtt_ms = rtt_ms + (m.route == bench_route::direct ? 0.041 : 0.067);
  m.latencies = spread(busy + rtt_ms * 1000, 4000);
  m.operations = m.latencies.count();
  auto const rate = clients * 1e6 / m.latencies.mean_us();
  for (auto const part : std::array{0.99, 1.015, 0.995}) m.repeats.push_back(rate * part);
  if (of.strategy == "simple") std::swap(m.repeats.front(), m.repeats.back());
  m.ops_per_s = rate;
  m.seconds = static_cast<double>(m.operations) / rate;
  m.p50_us = m.latencies.percentile_us(0.5);
  m.p90_us = m.latencies.percentile_us(0.9);
  m.p99_us = m.latencies.percentile_us(0.99);
  m.p999_us = m.latencies.percentile_us(0.999);
  m.max_us = m.latencies.percentile_us(1);
  m.round_trips = 1;
  m.messages_sent = of.messages_sent;
  m.messages_received = of.messages_received;
  m.bytes_sent = of.bytes_sent;
  m.bytes_received = of.bytes_received;
  m.cpu_us_per_op = 6.4;
  m.cpu_user_us_per_op = 1.9;
  m.connect_ms = 2.3 + 2 * rtt_ms;
  return m;
}

measurement broken(price const& of, int clients, double rtt_ms) {
  auto m = named_cell(of, clients, rtt_ms, bench_route::pooled);
  m.status = measurement_status::breaks;
  m.sqlstate = "26000";
  m.broke_at = 2;
  m.summary = "42P05 at execution 1, 26000 at 2, wrong answer at 2";
  return m;
}

driver_result tried(std::string driver, std::string config, outcome how) {
  driver_result result;
  result.driver = std::move(driver);
  result.config = std::move(config);
  result.outcome = how;
  result.summary = "works";
  result.proved = "3.2.9";
  return result;
}

bench_info settings() {
  bench_info how;
  how.baseline = "psycopg3:none";
  how.duration_s = 5;
  how.warmup_s = 1;
  how.repeat = 3;
  how.query = "select1";
  how.sql = "select 1";
  how.direct = "postgresql://app@127.0.0.1:5432/app";
  how.direct_server = "15.18";
  how.pool_size = 20;
  how.cores = 2;
  how.cpu = "a processor";
  how.load_before = 0.31;
  return how;
}

}  // namespace

run_record benched() {
  auto run = failing();
  run.made_at = "2026-03-01T12:00:00Z";
  run.findings.clear();
  run.bench = settings();
  run.bench->warnings = {"2 of 2 cores were busy before the first repeat"};
  for (auto const& of : {unnamed, simple, named}) {
    for (int const clients : {1, 8}) {
      for (double const rtt : {0.0, 20.0}) {
        run.measurements.push_back(of.strategy == "asyncpg" ? broken(of, clients, rtt)
                                                            : measured(of, clients, rtt));
        run.measurements.push_back(measured(of, clients, rtt, bench_route::direct));
      }
    }
  }
  run.drivers = {tried("psycopg3", "none", outcome::works), tried("psycopg2", "", outcome::works),
                 tried("asyncpg", "", outcome::breaks)};
  run.drivers.back().summary = "42P05 at execution 1, 26000 at 2, wrong answer at 2";
  run.drivers.back().sqlstate = "42P05";
  run.drivers.back().executions = 1;
  run.drivers.back().fix = "statement_cache_size=0 in asyncpg.connect";
  run.drivers.back().fix_id = "asyncpg:no-cache";
  run.verdict = {.status = verdict_status::compatible,
                 .exit_code = exit_code::compatible,
                 .reasons = {"what works here was measured"}};
  return run;
}

run_record bench_loses() {
  auto run = benched();
  run.measurements.resize(2);
  auto alone = named_cell(named, 1, 0, bench_route::pooled);
  alone.status = measurement_status::loses;
  alone.broke_at = 3;
  alone.summary = "COMMIT was answered by ROLLBACK, without an error";
  auto after_error = alone;
  after_error.strategy = after_error.driver.emplace("dbd-pg");
  after_error.also.clear();
  after_error.sqlstate = "26000";
  after_error.broke_at = 2;
  after_error.summary = "a lost commit after 26000 at execution 2";
  run.measurements.push_back(alone);
  run.measurements.push_back(after_error);
  run.drivers.clear();
  return run;
}

run_record bench_interrupted() {
  auto run = benched();
  run.measurements.resize(1);
  run.measurements.front().repeats.resize(1);
  run.bench->direct.reset();
  run.bench->rate = 1000;
  run.bench->transaction = 3;
  run.bench->reconnect = true;
  run.bench->tls = true;
  run.bench->shard = 2;
  run.bench->shards = 8;
  run.bench->pool_size.reset();
  run.bench->warnings.clear();
  run.drivers.clear();
  run.verdict = {.status = verdict_status::error,
                 .exit_code = exit_code::interrupted,
                 .reasons = {"stopped by SIGINT in repeat 2 of 3"}};
  return run;
}

run_record bench_hostile() {
  std::string const attack =
      "=cmd|'/C x'!A0,\"q\" \x1b[2J \xE2\x80\xAE `code` <img src=x onerror=alert(1)> | [a](b) **b** @who \\ "
      "\r\n- \xFF";
  auto run = benched();
  run.target.display = run.server.version = attack;
  run.pooler.version = attack;
  auto& how = *run.bench;
  how.baseline = how.query = how.sql = how.cpu = how.direct_server = how.recreated = attack;
  how.direct = attack;
  how.warnings = {attack};
  run.measurements.resize(8);
  for (auto& m : run.measurements) {
    if (m.strategy == "psycopg3:none") m.strategy = attack;
    m.also = {attack, attack};
    m.setting = m.script = attack;
    m.p999_us = HUGE_VAL;
    m.p99_us = m.connect_ms = NAN;
  }
  auto lost = broken(named, 1, 0);
  lost.strategy = attack + attack;
  lost.summary = attack;
  run.measurements.push_back(lost);
  run.verdict.reasons = {attack};
  return run;
}

}  // namespace poolprobe::golden
