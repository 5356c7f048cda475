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
