// Poolers that are in no package here: how poolprobe reacts to what their sources say that they do. What no
// rule of a behaviour is about is observed on the real server behind it.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>

#include "hostile/servers_behind.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

servers_behind const& behind() {
  static servers_behind const all;
  return all;
}

rules named(std::string const& name) {
  return rules_in(std::filesystem::path(POOLPROBE_BEHAVIOURS) / (name + ".txt"));
}

/// One check of a behaviour, and how long it took.
struct timed {
  checked seen;
  double seconds = 0;
};

timed check_of(rules const& how, std::vector<std::string> more = {}) {
  auto const relay = behind().before(how);
  auto const start = std::chrono::steady_clock::now();
  auto seen = check_json(servers_behind::url(how, *relay), std::move(more));
  return {std::move(seen), std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()};
}

nlohmann::json driver_in(nlohmann::json const& run, std::string const& id) {
  for (auto const& one : run["drivers"]) {
    if (one["driver"] == id && one["config"] == "") return one;
  }
  return {};
}

}  // namespace

TEST_CASE("PgCat: no answer to Flush is noticed once, and server connections are held by BEGIN") {
  auto const [seen, seconds] = check_of(named("pgcat-1.3-transaction"));
  REQUIRE(seen.run.is_object());
  CHECK(pooler_in_short(seen.run) == "pgcat - transaction unsupported 1");
  CHECK_FALSE(evidence_for(seen.run, "flush").empty());
  CHECK(outcome_of(seen.run, "PP102") == "breaks 26000");
  CHECK(outcome_of(seen.run, "PP201") == "leaks");
  CHECK(all_but_works(seen.run).find("unknown") == std::string::npos);
  CHECK(seen.run["residue"].empty());
  CHECK(seconds < 15);
}

TEST_CASE("PgCat: a driver that waits for the answer to Flush hangs, and one that sends Sync does not") {
  auto const [seen, seconds] = check_of(named("pgcat-1.3-statement-cache"), {"--driver", "asyncpg"});
  REQUIRE(seen.run.is_object());
  auto const asyncpg = driver_in(seen.run, "asyncpg");
  REQUIRE(asyncpg.is_object());
  CHECK(asyncpg["outcome"] == "breaks");
  CHECK(asyncpg["sqlstate"].is_null());
  CHECK(asyncpg["summary"].get<std::string>().find("hangs") != std::string::npos);
  CHECK(seen.exit_code == 1);
  auto const other = check_of(named("pgcat-1.3-statement-cache"), {"--driver", "psycopg3"}).seen;
  CHECK(driver_in(other.run, "psycopg3")["outcome"] == "works");
}

TEST_CASE("PgCat with its statement cache answers Parse before its turn: that ends no run") {
  auto const [seen, seconds] = check_of(named("pgcat-1.3-statement-cache"));
  REQUIRE(seen.run.is_object());
  CHECK(seen.exit_code == 0);
  CHECK(pooler_in_short(seen.run) == "pgcat - transaction supported 1");
  CHECK(outcome_of(seen.run, "PP102") == "works");
  CHECK(seen.run["residue"].empty());
  CHECK(seconds < 15);
}

TEST_CASE("PgCat in session mode: the mode is session, and nothing takes long") {
  auto const [seen, seconds] = check_of(named("pgcat-1.3-session"));
  REQUIRE(seen.run.is_object());
  CHECK(pooler_in_short(seen.run) == "pgcat - session supported 1");
  CHECK(seconds < 15);
}

TEST_CASE("PgDog renames statements in session mode too, and it is session mode") {
  auto const seen = check_of(named("pgdog-0.1-session")).seen;
  REQUIRE(seen.run.is_object());
  CHECK(pooler_in_short(seen.run) == "pgdog - session supported 1");
  CHECK(all_but_works(seen.run).find("unknown") == std::string::npos);
  CHECK(seen.run["residue"].empty());
}

TEST_CASE("pg_doorman is named by its statements, and in session mode by its refusal of a database") {
  CHECK(pooler_in_short(check_of(named("pg_doorman-3.10")).seen.run) ==
        "pg_doorman - transaction supported 1");
  CHECK(pooler_in_short(check_of(named("pg_doorman-3.10-session")).seen.run) ==
        "pg_doorman - session supported 1");
}

TEST_CASE("what several makes do names none of them") {
  auto const seen = check_of(named("spqr-like-router")).seen;
  CHECK(pooler_in_short(seen.run) == "unknown - transaction unsupported 1");
}

TEST_CASE("Supavisor's heartbeat is no finding, and its codes name it") {
  auto const seen = check_of(named("supavisor-2.9-heartbeat")).seen;
  REQUIRE(seen.run.is_object());
  CHECK(pooler_in_short(seen.run) == "supavisor - transaction unsupported 1");
  auto const same = check_of(named("supavisor-2.9-quiet")).seen;
  CHECK(all_but_works(seen.run) == all_but_works(same.run));
}

TEST_CASE("a tenant that Supavisor does not know is said in its words") {
  auto const how = named("supavisor-2.9-unknown-tenant");
  auto const seen = check_of(how).seen;
  CHECK(seen.exit_code == 3);
  CHECK(seen.errors.find("(ENOTFOUND)") != std::string::npos);
}

TEST_CASE("a pooler that pins a client that has set something: SET stays with its client") {
  auto const seen = check_of(named("pins-at-set")).seen;
  REQUIRE(seen.run.is_object());
  CHECK(seen.run["pooler"]["pinned_by"] == nlohmann::json::array({"SET"}));
  CHECK(outcome_of(seen.run, "PP201") == "works");
  CHECK(seen.run["residue"].empty());
}
