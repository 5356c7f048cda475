#include <doctest/doctest.h>

#include "drivers/driver.hpp"
#include "drivers/engine/requirement.hpp"
#include "judge/verdict.hpp"

using namespace poolprobe;

namespace {

finding seen(std::string code, outcome o) {
  finding f;
  f.code = std::move(code);
  f.id = "group/name";
  f.outcome = o;
  return f;
}

run_record run_with(std::vector<finding> findings) {
  run_record run;
  run.findings = std::move(findings);
  return run;
}

exit_code exit_of(std::vector<finding> findings, requirements const& required) {
  return judge(run_with(std::move(findings)), required).verdict.exit_code;
}

driver_result required_driver(outcome how, std::string summary = "works") {
  driver_result d;
  d.driver = "x";
  d.outcome = how;
  d.summary = std::move(summary);
  d.required = true;
  return d;
}

/// Works, but for a query that is refused twice, and a cursor breaks.
driver_result with_caveat() {
  auto d = required_driver(outcome::works, "works, with a caveat: 08P01 where it is sent again (PP107)");
  d.caveats = {{"PP107", "08P01", "08P01 where it is sent again", "another driver", false}};
  d.features = {{"cursors", "a.cursor()", outcome::breaks, "34000", "it is gone", false},
                {"batches", "a.batch()", outcome::works, std::nullopt, "works", false}};
  return d;
}

run_record judged(std::vector<driver_result> drivers, life_requirements const& life = {}) {
  auto run = run_with({seen("A", outcome::works)});
  run.drivers = std::move(drivers);
  return judge(std::move(run), {"A"}, life);
}

driver_result generation(outcome how, std::string config, version_span range) {
  auto d = required_driver(how, how == outcome::works ? "works" : "26000 at execution 2");
  d.config = std::move(config);
  if (!d.config.empty()) d.generation_of = "";
  d.holds_for = {std::move(range)};
  return d;
}

requirements requirements_of_driver(std::string_view id) {
  auto const choice = find_driver(id);
  REQUIRE(choice.config != nullptr);
  return requirements_of(*choice.config);
}

}  // namespace

TEST_CASE("everything required works: compatible") {
  CHECK(exit_of({seen("A", outcome::works), seen("B", outcome::breaks)}, {"A"}) == exit_code::compatible);
}

TEST_CASE("anything required that breaks, leaks, answers wrongly or loses: incompatible") {
  for (auto const o : {outcome::breaks, outcome::leaks, outcome::wrong_answer, outcome::loses}) {
    CHECK(exit_of({seen("A", outcome::works), seen("B", o)}, {"A", "B"}) == exit_code::incompatible);
  }
}

TEST_CASE("a break outweighs what could not be observed") {
  CHECK(exit_of({seen("A", outcome::unknown), seen("B", outcome::breaks)}, {"A", "B"}) ==
        exit_code::incompatible);
}

TEST_CASE("green is earned: unknown, skipped, missing or nothing required is inconclusive") {
  CHECK(exit_of({seen("A", outcome::unknown)}, {"A"}) == exit_code::inconclusive);
  CHECK(exit_of({seen("A", outcome::skipped)}, {"A"}) == exit_code::inconclusive);
  CHECK(exit_of({}, {"A"}) == exit_code::inconclusive);
  CHECK(exit_of({seen("A", outcome::works)}, {}) == exit_code::inconclusive);
}

TEST_CASE("what is required is marked on the findings") {
  auto const run = judge(run_with({seen("A", outcome::works), seen("B", outcome::works)}), {"B"});
  CHECK_FALSE(run.findings[0].required);
  CHECK(run.findings[1].required);
}

TEST_CASE("a driver's way of talking decides what is required") {
  CHECK(requirements_of_driver("asyncpg") == requirements{"PP101", "PP102", "PP103"});
  CHECK(requirements_of_driver("psycopg2") == requirements{"PP401", "PP406"});
  CHECK(requirements_of_driver("psycopg2:autocommit") == requirements{"PP406"});
  CHECK(requirements_of_driver("psycopg3:none") == requirements{"PP105", "PP401"});
  CHECK(requirements_of_driver("tokio-postgres") == requirements{"PP101", "PP102", "PP103"});
  CHECK(requirements_of_driver("pgx") == requirements{"PP101", "PP102"});
  CHECK(requirements_of_driver("postgres-js") == requirements{"PP102"});
  CHECK(requirements_of_driver("sqlalchemy-asyncpg:null-pool") == requirements{"PP101", "PP401"});
  CHECK(requirements_of_driver("sqlalchemy-asyncpg:name-func-null-pool") == requirements{"PP105", "PP401"});
  CHECK(requirements_of_driver("pg8000") == requirements{"PP105", "PP401"});
  CHECK(requirements_of_driver("pg8000:autocommit") == requirements{"PP104"});
  CHECK(requirements_of_driver("lib-pq") == requirements{"PP104"});
  CHECK(requirements_of_driver("lib-pq:binary-parameters") == requirements{"PP105"});
  CHECK(requirements_of_driver("pgjdbc:threshold-0") == requirements{"PP105"});
  CHECK(requirements_of_driver("pgjdbc:current-schema") == requirements{"PP105", "PP302"});
  CHECK(requirements_of_driver("node-postgres:statement-timeout") == requirements{"PP105", "PP304"});
  CHECK(requirements_of_driver("r2dbc").back() != "PP301");
}

TEST_CASE("a driver that works in transaction blocks needs them as well") {
  auto const required = requirements_of_driver("prisma-6:pgbouncer");
  CHECK(required == requirements{"PP105", "PP401"});
  CHECK(exit_of({seen("PP105", outcome::works)}, required) == exit_code::inconclusive);
  CHECK(exit_of({seen("PP105", outcome::works), seen("PP401", outcome::works)}, required) ==
        exit_code::compatible);
}

TEST_CASE("without a driver named prepared statements are required") {
  CHECK(requirements_without_driver() == requirements{"PP101", "PP102", "PP103"});
}

TEST_CASE("a caveat and a feature are told in the first lines, and count only where they are required") {
  auto const plain = judged({with_caveat()}).verdict;
  CHECK(plain.exit_code == exit_code::compatible);
  CHECK(plain.reasons ==
        std::vector<std::string>{"driver x: works, with a caveat: 08P01 where it is sent again (PP107)",
                                 "required: A", "driver x, if you use a.cursor(): breaks with 34000"});
  auto const errors = judged({with_caveat()}, {.errors = true});
  CHECK(errors.verdict.exit_code == exit_code::incompatible);
  CHECK(errors.verdict.reasons.front() == "driver x: 08P01 where it is sent again (PP107)");
  CHECK(errors.drivers.front().caveats.front().required);
  CHECK_FALSE(errors.drivers.front().features.front().required);
  CHECK(judged({with_caveat()}, {.cursors = true}).verdict.exit_code == exit_code::incompatible);
  CHECK(judged({with_caveat()}, {.batches = true}).verdict.exit_code == exit_code::compatible);
}

TEST_CASE("caveats and features must be observed for a green verdict, too") {
  CHECK(judged({required_driver(outcome::works)}, {.errors = true}).verdict.exit_code ==
        exit_code::compatible);
  CHECK(judged({required_driver(outcome::works)}, {.cursors = true}).verdict.exit_code ==
        exit_code::inconclusive);
  auto untold = required_driver(outcome::works);
  untold.scenarios.resize(1);
  untold.scenarios.front().counts_for = scenario_result::weight::caveat;
  CHECK(judged({untold}).verdict.exit_code == exit_code::compatible);
  CHECK(judged({untold}, {.errors = true}).verdict.exit_code == exit_code::inconclusive);
}

TEST_CASE("where generations have different results the verdict asks for the version") {
  auto const newer = generation(outcome::works, "", {"asyncpg", "0.31", ""});
  auto const older = generation(outcome::breaks, "old", {"asyncpg", "", "0.31"});
  auto const run = judged({newer, older});
  CHECK(run.verdict.exit_code == exit_code::inconclusive);
  CHECK(run.verdict.reasons ==
        std::vector<std::string>{"works with asyncpg 0.31 or later, breaks with older ones: name yours, "
                                 "--driver x@asyncpg=0.30"});
  CHECK(needs_a_version(run));
  CHECK(judged({older, newer}).verdict.exit_code == exit_code::inconclusive);
}

TEST_CASE("where two packages decide the verdict asks for both") {
  auto newer = generation(outcome::works, "", {"PHP", "8.4", ""});
  auto older = generation(outcome::loses, "old", {"PHP", "", "8.4"});
  newer.holds_for.push_back({"libpq", "17", ""});
  older.holds_for.push_back({"libpq", "", "17"});
  CHECK(
      judged({newer, older}).verdict.reasons ==
      std::vector<std::string>{"works with PHP 8.4 or later and libpq 17 or later, loses commits with older "
                               "ones: name yours, --driver x@PHP=8.4,libpq=17"});
  older.outcome = outcome::works;
  older.summary = "works";
  auto const good = judged({older, newer});
  CHECK(good.verdict.exit_code == exit_code::compatible);
  CHECK(good.verdict.reasons[1] == "driver x:old (PHP before 8.4 or libpq before 17): works");
}

TEST_CASE("where generations have the same result no version is asked for") {
  version_span const before{"p", "", "5"}, middle{"p", "5", "6"}, after{"p", "6", ""};
  auto const good = judged({generation(outcome::works, "", after), generation(outcome::works, "b", middle),
                            generation(outcome::works, "c", before)});
  CHECK(good.verdict.exit_code == exit_code::compatible);
  CHECK(good.verdict.reasons[1] == "driver x (p 6 or later): works");
  auto const bad =
      judged({generation(outcome::wrong_answer, "", after), generation(outcome::breaks, "b", middle)});
  CHECK(bad.verdict.exit_code == exit_code::incompatible);
  auto const open =
      judged({generation(outcome::works, "", after), generation(outcome::unknown, "b", middle)});
  CHECK(open.verdict.reasons.front() ==
        "works with p 6 or later, could not be told with p 5 to before 6: name yours, --driver x@p=5");
}

TEST_CASE("a verdict over several drivers is that of the gravest, and needs no version between them") {
  auto works = required_driver(outcome::works);
  auto other = required_driver(outcome::breaks, "26000 at execution 2");
  other.driver = "y";
  auto const run = judged({works, other});
  CHECK(run.verdict.exit_code == exit_code::incompatible);
  CHECK(run.verdict.reasons == std::vector<std::string>{"driver y: 26000 at execution 2"});
  CHECK_FALSE(needs_a_version(run));
  other.outcome = outcome::unknown;
  CHECK(judged({works, other}).verdict.exit_code == exit_code::inconclusive);
  other.outcome = outcome::works;
  CHECK(judged({works, other}).verdict.exit_code == exit_code::compatible);
  auto config = required_driver(outcome::breaks, "26000 at execution 2");
  config.config = "b";
  CHECK(judged({works, config}).verdict.exit_code == exit_code::incompatible);
}

TEST_CASE("a list of drivers is not compatible where one does not work as it comes") {
  auto works = required_driver(outcome::works);
  auto broken = required_driver(outcome::breaks, "26000 at execution 2");
  auto config = broken;
  config.config = "b";
  broken.driver = "y";
  works.required = broken.required = config.required = false;
  CHECK(judged({works, config}).verdict.exit_code == exit_code::compatible);
  auto const listed = judged({works, config, broken}).verdict;
  CHECK(listed.exit_code == exit_code::inconclusive);
  CHECK(listed.reasons.front() ==
        "no driver was required, and 1 of 2 do not work as they come; --require-driver names yours");
  works.required = true;
  CHECK(judged({works, config, broken}).verdict.exit_code == exit_code::compatible);
}

TEST_CASE("reasons are in words, and say why something is not known") {
  auto f = seen("A", outcome::wrong_answer);
  CHECK(judge(run_with({f}), {"A"}).verdict.reasons ==
        std::vector<std::string>{"A group/name: wrong answer (no error)"});
  f.outcome = outcome::unknown;
  f.summary = "the pool is full";
  CHECK(judge(run_with({f}), {"A"}).verdict.reasons ==
        std::vector<std::string>{"A group/name: could not tell: the pool is full"});
}

TEST_CASE("a caveat of one generation counts as a difference where errors are required") {
  auto newer = with_caveat();
  newer.holds_for = {{"p", "6", ""}};
  auto const older = generation(outcome::works, "old", {"p", "", "6"});
  CHECK(judged({newer, older}).verdict.exit_code == exit_code::compatible);
  CHECK(judged({newer, older}, {.errors = true}).verdict.exit_code == exit_code::inconclusive);
}

TEST_CASE("a run that reached a bound is never green, and the reason names the bound") {
  auto run = run_with({seen("A", outcome::works)});
  run.cost.bound_reached = "48 connections";
  auto const judged = judge(std::move(run), {"A"});
  CHECK(judged.verdict.exit_code == exit_code::inconclusive);
  REQUIRE(judged.verdict.reasons.size() == 1);
  CHECK(judged.verdict.reasons.front() ==
        "the run reached its bound of 48 connections; the rest was not observed");
}
