#include "reports/merge_shards.hpp"

#include <doctest/doctest.h>

#include <random>

#include "model/fatal.hpp"

namespace {

using namespace poolprobe;

measurement cell(std::string strategy, std::vector<double> repeats, int clients = 2) {
  measurement m;
  m.strategy = std::move(strategy);
  m.clients = clients;
  m.repeats = std::move(repeats);
  for (auto const one : m.repeats) m.ops_per_s += one / static_cast<double>(m.repeats.size());
  return m;
}

saved_run shard(int number, int of, std::vector<measurement> cells) {
  saved_run one{"bench-" + std::to_string(number) + ".json", {}};
  one.run.bench.emplace().baseline = "base";
  one.run.bench->shard = number;
  one.run.bench->shards = of;
  one.run.bench->cores = 2;
  one.run.verdict = {verdict_status::compatible, exit_code::compatible, {}};
  one.run.measurements = std::move(cells);
  return one;
}

std::string refusal(std::vector<saved_run> shards) {
  try {
    (void)merge_shards(std::move(shards));
  } catch (fatal const& end) {
    CHECK(end.code == exit_code::usage);
    CHECK_FALSE(end.hint.empty());
    return end.message;
  }
  return "merged";
}

TEST_CASE("the histogram of all shards is that of all samples, and so are the percentiles") {
  std::mt19937 random(3);
  std::lognormal_distribution<double> times(12, 1.5);
  latency_histogram whole;
  std::vector<saved_run> shards;
  for (int number = 0; number < 5; ++number) {
    auto m = cell("base", {1});
    for (int i = 0; i < 1000 * (number + 1); ++i) {
      auto const ns = static_cast<std::uint64_t>(times(random)) + 1;
      m.latencies.record(ns);
      whole.record(ns);
    }
    m.operations = m.latencies.count();
    m.p50_us = m.latencies.percentile_us(0.5);
    shards.push_back(shard(number, 5, {m}));
  }
  auto const merged = merge_shards(std::move(shards)).measurements.at(0);
  CHECK(merged.latencies.save() == whole.save());
  CHECK(merged.operations == 15000);
  CHECK(merged.p50_us == whole.percentile_us(0.5));
  CHECK(merged.p90_us == whole.percentile_us(0.9));
  CHECK(merged.p99_us == whole.percentile_us(0.99));
  CHECK(merged.p999_us == whole.percentile_us(0.999));
  CHECK(merged.max_us == whole.percentile_us(1));
}

TEST_CASE("rates and clients are added, what one operation takes is weighed by their number") {
  auto a = cell("base", {100, 120}, 3);
  a.operations = 100;
  a.cpu_us_per_op = 10;
  a.bytes_sent = 50;
  a.seconds = 2;
  a.connect_ms = 1;
  auto b = cell("base", {50, 60}, 1);
  b.operations = 300;
  b.cpu_us_per_op = 20;
  b.bytes_sent = 50;
  b.seconds = 2.5;
  b.connect_ms = 5;
  auto const run = merge_shards({shard(1, 2, {b}), shard(0, 2, {a})});
  auto const& m = run.measurements.at(0);
  CHECK(m.clients == 4);
  CHECK(m.repeats == std::vector<double>{150, 180});
  CHECK(m.ops_per_s == doctest::Approx(165));
  CHECK(m.operations == 400);
  CHECK(m.cpu_us_per_op == doctest::Approx(17.5));
  CHECK(m.bytes_sent == doctest::Approx(50));
  CHECK(m.seconds == doctest::Approx(2.5));
  CHECK(m.connect_ms == doctest::Approx(2));
  CHECK(run.bench->merged == std::vector<int>{0, 1});
  CHECK(run.bench->shards == 1);
  CHECK(run.bench->cores == 4);
  CHECK(run.bench->warnings.empty());
}

TEST_CASE("a repeat that one shard did not finish counts for none") {
  auto const run = merge_shards({shard(0, 2, {cell("base", {100, 120})}), shard(1, 2, {cell("base", {50})})});
  CHECK(run.measurements.at(0).repeats == std::vector<double>{150});
  CHECK(run.measurements.at(0).ops_per_s == doctest::Approx(150));
}

TEST_CASE("what broke on one machine is broken, and has no figures") {
  auto broken = cell("base", {});
  broken.status = measurement_status::breaks;
  broken.sqlstate = "26000";
  broken.broke_at = 6;
  broken.summary = "why";
  auto sooner = broken;
  sooner.broke_at = 2;
  auto works = cell("base", {100});
  works.operations = 5;
  works.latencies.record(5);
  auto run = merge_shards({shard(0, 3, {works}), shard(1, 3, {broken}), shard(2, 3, {sooner})});
  auto const& m = run.measurements.at(0);
  CHECK(m.status == measurement_status::breaks);
  CHECK(m.broke_at == 2);
  CHECK(m.sqlstate == "26000");
  CHECK(m.clients == 6);
  CHECK(m.operations == 0);
  CHECK(m.ops_per_s == 0);
  CHECK(m.repeats.empty());
  CHECK(m.latencies.count() == 0);

  auto wrong = cell("base", {});
  wrong.status = measurement_status::wrong_answer;
  wrong.broke_at = 9;
  run = merge_shards({shard(0, 2, {broken}), shard(1, 2, {wrong})});
  CHECK(run.measurements.at(0).status == measurement_status::wrong_answer);

  auto lost = cell("base", {});
  lost.status = measurement_status::loses;
  run = merge_shards({shard(0, 3, {wrong}), shard(1, 3, {lost}), shard(2, 3, {broken})});
  CHECK(run.measurements.at(0).status == measurement_status::loses);
}

TEST_CASE("the gravest verdict counts, with all reasons") {
  auto fine = shard(0, 2, {});
  auto bad = shard(1, 2, {});
  fine.run.verdict.reasons = {"common"};
  bad.run.verdict = {verdict_status::incompatible, exit_code::incompatible, {"own", "common"}};
  auto const run = merge_shards({fine, bad});
  CHECK(run.verdict.exit_code == exit_code::incompatible);
  CHECK(run.verdict.reasons == std::vector<std::string>{"own", "common"});
}

TEST_CASE("machines may have made their own table, and found another baseline to work") {
  auto broken = cell("base", {});
  broken.status = measurement_status::breaks;
  auto a = shard(0, 2, {cell("base", {100}), cell("other", {100})});
  auto b = shard(1, 2, {broken, cell("other", {100})});
  a.run.bench->query = b.run.bench->query = "lookup";
  a.run.bench->sql = "select v from poolprobe_bench_1 where k = $1";
  b.run.bench->sql = "select v from poolprobe_bench_2 where k = $1";
  b.run.bench->baseline = "other";
  CHECK(merge_shards({a, b}).bench->baseline == "other");
}

TEST_CASE("missing shards are named, and the others are merged all the same") {
  auto const run = merge_shards({shard(3, 5, {}), shard(1, 5, {})});
  REQUIRE(run.bench->warnings.size() == 1);
  CHECK(run.bench->warnings[0].starts_with("3 of 5 shards are missing"));
  CHECK(run.bench->warnings[0].ends_with(": 0, 2, 4"));
  auto const many = merge_shards({shard(0, 100, {})});
  CHECK(many.bench->warnings[0].ends_with("19, 20 and 79 more"));
}

TEST_CASE("warnings keep the shard that they are of") {
  auto loaded = shard(1, 2, {});
  loaded.run.bench->warnings = {"busy"};
  CHECK(merge_shards({shard(0, 2, {}), loaded}).bench->warnings == std::vector<std::string>{"shard 1: busy"});
}

TEST_CASE("what does not belong together is refused, and why") {
  CHECK(refusal({shard(0, 2, {}), shard(0, 2, {})}) ==
        "bench-0.json and bench-0.json are the same shard, number 0");
  CHECK(refusal({shard(0, 1, {})}) == "bench-0.json is not one of several shards");
  CHECK(refusal({shard(0, 2, {}), saved_run{"check.json", {}}}) ==
        "check.json is no benchmark, and only those can be merged");
  CHECK(refusal({shard(0, 2, {}), shard(1, 3, {})}) ==
        "bench-0.json and bench-1.json differ in their number of shards: 2 and 3");
  auto other = shard(1, 2, {});
  other.run.bench->sql = "select 2";
  CHECK(refusal({shard(0, 2, {}), other}).find("differ in their SQL") != std::string::npos);
  other = shard(1, 2, {cell("x", {1})});
  CHECK(refusal({shard(0, 2, {}), other}).find("number of measurements: 0 and 1") != std::string::npos);
  CHECK(refusal({shard(0, 2, {cell("y", {1})}), other}) ==
        "bench-0.json and bench-1.json differ in what they measured: pooled y at 0 ms and pooled x at 0 ms");
}

}  // namespace
