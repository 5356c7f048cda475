#include "reports/strategy_ratios.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "reports/figures.hpp"

namespace {

using namespace poolprobe;

measurement cell(std::string strategy, std::vector<double> repeats, bench_route route = bench_route::pooled) {
  measurement m;
  m.strategy = std::move(strategy);
  m.route = route;
  m.repeats = std::move(repeats);
  for (auto const one : m.repeats) m.ops_per_s += one / static_cast<double>(m.repeats.size());
  return m;
}

run_record run_of(std::vector<measurement> measurements) {
  run_record run;
  run.bench.emplace().baseline = "base";
  run.measurements = std::move(measurements);
  return run;
}

TEST_CASE("the interval is Student's, of the logarithms, repeat by repeat") {
  // Logarithms 0.1, 0.2, 0.3: mean 0.2, standard deviation 0.1; t(0.975; 2) = 4.302653; 0.2 -+ 0.248414.
  auto const found = ratio_of({100 * std::exp(0.1), 300 * std::exp(0.2), 50 * std::exp(0.3)}, {100, 300, 50});
  REQUIRE(found);
  REQUIRE(found->has_interval());
  CHECK(found->times == doctest::Approx(1.221403).epsilon(1e-6));
  CHECK(*found->low == doctest::Approx(0.952739).epsilon(1e-5));
  CHECK(*found->high == doctest::Approx(1.565826).epsilon(1e-5));
  CHECK(found->undecided());
}

TEST_CASE("an interval that says nothing is not written as a number") {
  auto const found = ratio_of({100, 900}, {200, 300});
  REQUIRE(found);
  CHECK(found->scattered());
  CHECK(ratio_text(*found, true) == "1.22 +- ?");
  compared row;
  row.to_baseline = found;
  CHECK(sentence(row, "a", "b", true) ==
        "between a and b nothing could be told: the repeats differ too much");
  row.to_baseline = ratio_of({900, 1100}, {100, 100});
  REQUIRE(row.to_baseline->scattered());
  CHECK(sentence(row, "a", "b", true).starts_with("a is 2."));
  CHECK_FALSE(ratio_of({100, 310}, {200, 600})->scattered());
}

TEST_CASE("repeats that all drift alike leave no doubt") {
  auto const found = ratio_of({200, 400, 100}, {100, 200, 50});
  REQUIRE(found);
  CHECK(found->times == doctest::Approx(2));
  CHECK(*found->low == doctest::Approx(2));
  CHECK(*found->high == doctest::Approx(2));
  CHECK_FALSE(found->undecided());
}

TEST_CASE("one repeat has no interval, and no figure no ratio") {
  auto const found = ratio_of({150}, {100});
  REQUIRE(found);
  CHECK(found->times == doctest::Approx(1.5));
  CHECK_FALSE(found->has_interval());
  CHECK_FALSE(found->undecided());
  CHECK_FALSE(ratio_of({}, {}));
  CHECK_FALSE(ratio_of({1, 0}, {1, 1}));
  CHECK_FALSE(ratio_of({1, std::numeric_limits<double>::quiet_NaN()}, {1, 1}));
  // A repeat that was not finished has no partner.
  CHECK_FALSE(ratio_of({150, 160}, {100})->has_interval());
}

TEST_CASE("each is compared with the baseline of its own group and with its own direct way") {
  auto near = cell("fast", {200, 202});
  auto far = cell("fast", {50, 50});
  far.rtt_ms = 20;
  auto far_base = cell("base", {50, 50});
  far_base.rtt_ms = 20;
  auto const run =
      run_of({cell("base", {100, 101}), far_base, near, far, cell("fast", {400, 404}, bench_route::direct)});
  auto const groups = compare(run);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].rtt_ms == 0);
  REQUIRE(groups[0].pooled.size() == 2);
  CHECK(groups[0].pooled[0].is_baseline);
  CHECK_FALSE(groups[0].pooled[0].to_baseline);
  CHECK(groups[0].pooled[1].to_baseline->times == doctest::Approx(2));
  CHECK(groups[0].pooled[1].to_direct->times == doctest::Approx(0.5));
  CHECK_FALSE(groups[0].direct.at(0).to_direct);
  CHECK(groups[1].pooled[1].to_baseline->times == doctest::Approx(1));
  CHECK_FALSE(groups[1].pooled[1].to_direct);
}

TEST_CASE("what breaks is part of no ratio, on either side") {
  auto broken = cell("other", {500, 500});
  broken.status = measurement_status::breaks;
  auto const base_works = run_of({cell("base", {100, 100}), broken});
  CHECK_FALSE(compare(base_works)[0].pooled[1].to_baseline);

  auto broken_base = cell("base", {500, 500});
  broken_base.status = measurement_status::wrong_answer;
  auto const base_fails = run_of({broken_base, cell("other", {100, 100})});
  CHECK(compare(base_fails)[0].pooled[0].is_baseline);
  CHECK_FALSE(compare(base_fails)[0].pooled[1].to_baseline);
}

TEST_CASE("the baseline may go by another name that sends the same") {
  auto twin = cell("twin", {100, 100});
  twin.also = {"base"};
  auto const run = run_of({twin, cell("other", {110, 110})});
  auto const groups = compare(run);
  CHECK(groups[0].pooled[0].is_baseline);
  CHECK(groups[0].pooled[1].to_baseline->times == doctest::Approx(1.1));
}

TEST_CASE("groups are sorted, the strategies are not") {
  auto const at = [](std::string strategy, int clients, double rtt) {
    auto m = cell(std::move(strategy), {1});
    m.clients = clients;
    m.rtt_ms = rtt;
    return m;
  };
  auto const run = run_of({at("z", 8, 20), at("z", 1, 20), at("z", 8, 0), at("a", 8, 20)});
  auto const groups = compare(run);
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].clients == 8);
  CHECK(groups[1].clients == 1);
  CHECK(groups[2].pooled[0].of->strategy == "z");
  CHECK(groups[2].pooled[1].of->strategy == "a");
}

TEST_CASE("sentences say how sure they are") {
  measurement const m;
  auto const said = [&m](ratio const& found, bool ascii = false) {
    return sentence({&m, false, found, std::nullopt}, "asyncpg", "psycopg3:none", ascii);
  };
  CHECK(said({1.134, 1.084, 1.184}) == "asyncpg is 1.13 ± 0.05 times as fast as psycopg3:none");
  CHECK(said({1.134, 1.132, 1.136}, true) == "asyncpg is 1.134 +- 0.002 times as fast as psycopg3:none");
  CHECK(said({1.02, 0.971, 1.077}) ==
        "between asyncpg and psycopg3:none no difference could be told (0.97 to 1.08 times as fast)");
  CHECK(said({0.8, {}, {}}).starts_with("asyncpg is 0.80 times as fast as psycopg3:none (one repeat"));
  CHECK(sentence({&m, true, {}, {}}, "asyncpg", "asyncpg", false).empty());
}

TEST_CASE("figures show three digits and their unit") {
  CHECK(latency_text(8.214, false) == "8.21 µs");
  CHECK(latency_text(99.96, true) == "100 us");
  CHECK(latency_text(999.7, false) == "1.00 ms");
  CHECK(latency_text(1234, false) == "1.23 ms");
  CHECK(latency_text(20123, false) == "20.1 ms");
  CHECK(latency_text(3.6e9, false) == "3600 s");
  CHECK(latency_text(std::numeric_limits<double>::infinity(), false) == "?");
  CHECK(rate_text(12345.6) == "12346");
  CHECK(rate_text(48.72) == "48.7");
  CHECK(plain_number(20) == "20");
  CHECK(plain_number(0.5) == "0.5");
}

TEST_CASE("what broke says when") {
  measurement m;
  m.status = measurement_status::breaks;
  m.sqlstate = "26000";
  m.broke_at = 6;
  CHECK(status_text(m) == "breaks at execution 6 (26000)");
  m.broke_at = 0;
  CHECK(status_text(m) == "breaks before any query (26000)");
  m.status = measurement_status::wrong_answer;
  m.sqlstate.reset();
  m.broke_at = 2;
  CHECK(status_text(m) == "wrong answer at execution 2");
  m.sqlstate = "42P05";
  m.broke_at = 1;
  CHECK(status_text(m) == "breaks at execution 1 (42P05), then wrong answers");
  m = {};
  CHECK(status_text(m) == "works");
  m.summary = "not told whether its search_path stays its own";
  CHECK(status_text(m) == "not told");
  m.status = measurement_status::error;
  CHECK(status_text(m) == "not measured");
}

}  // namespace
