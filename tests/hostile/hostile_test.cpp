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

/// Without the breaks of lines.
std::string in_one_line(std::string const& printed) {
  std::string words;
  for (auto const c : printed) {
    auto const blank = c == '\n' || c == ' ';
    if (!blank || !words.ends_with(' ')) words += blank ? ' ' : c;
  }
  return words;
}

/// What a check of it prints for people.
std::string screen_of(rules const& how) {
  auto const relay = behind().before(how);
  return in_one_line(run_poolprobe(invocation{{"check", servers_behind::url(how, *relay)}, {}}).out);
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
  CHECK(in_one_line(seen.errors).find("postgres.<project ref>") != std::string::npos);
}

TEST_CASE("a pooler that pins a client that has set something: SET stays with its client") {
  auto const seen = check_of(named("pins-at-set")).seen;
  REQUIRE(seen.run.is_object());
  CHECK(seen.run["pooler"]["pinned_by"] == nlohmann::json::array({"SET"}));
  CHECK(outcome_of(seen.run, "PP201") == "works");
  CHECK(seen.exit_code == 1);  // for other clients nothing is pinned
  for (auto const* code : {"PP101", "PP102"}) CHECK(outcome_of(seen.run, code).starts_with("breaks"));
  CHECK(seen.run["residue"].empty());
}

TEST_CASE("a pooler that pins a client at its first Parse is transaction mode for simple queries only") {
  auto const [seen, seconds] = check_of(named("rds-proxy-like"), {"--driver", "asyncpg"});
  REQUIRE(seen.run.is_object());
  CHECK(seen.run["pooler"]["pool_mode"] == "transaction");
  CHECK(seen.run["pooler"]["pinned_by"] == nlohmann::json::array({"Parse"}));
  CHECK_FALSE(evidence_for(seen.run, "pinning").empty());
  for (auto const* code : {"PP101", "PP102", "PP103"}) {
    CAPTURE(std::string(code));
    CHECK(outcome_of(seen.run, code) == "works");
  }
  CHECK(driver_in(seen.run, "asyncpg")["outcome"] == "works");
  CHECK(seen.run["verdict"]["reasons"].dump().find("a server connection of its own") != std::string::npos);
  CHECK(seen.run["residue"].empty());
  CHECK(seconds < 15);
  auto const screen = screen_of(named("rds-proxy-like"));
  CHECK(screen.find("a server connection of its own") != std::string::npos);
}

TEST_CASE("a proxy that ends TLS and routes by server name: found by name, refused by address") {
  auto const how = named("neon-like");
  auto const seen = check_of(how).seen;
  REQUIRE(seen.run.is_object());
  CHECK(seen.exit_code == 0);
  CHECK(pooler_in_short(seen.run) == "pgbouncer >= 1.23, < 1.26 transaction supported 1");
  CHECK(all_but_works(seen.run).find("unknown") == std::string::npos);
  CHECK(outcome_of(seen.run, "PP405") == "works");
  CHECK(seen.run["residue"].empty());

  auto const relay = behind().before(how);
  auto const url = [&](std::string const& host, std::string const& rest) {
    return fmt::format("postgresql://app@{}:{}/transaction?{}", host, relay->port(), rest);
  };
  auto const nameless = check_json(url("127.0.0.1", "sslmode=require"));
  CHECK(nameless.exit_code == 3);
  CHECK(in_one_line(nameless.errors).find("Endpoint ID is not specified") != std::string::npos);
  CHECK(in_one_line(nameless.errors).find("for an address no server name (SNI) is sent") !=
        std::string::npos);
  CHECK(nameless.errors.find("options=endpoint%3D") != std::string::npos);
  auto const told = check_json(url("127.0.0.1", "sslmode=require&options=endpoint%3Dep-1"));
  CHECK(told.exit_code == 0);
  CHECK(all_but_works(told.run) == all_but_works(seen.run));
  auto const clear = check_json(url("localhost", "sslmode=disable"));
  CHECK(clear.exit_code == 3);
  CHECK(clear.errors.find("add sslmode=require") != std::string::npos);
}

TEST_CASE(
    "a NAT that forgets silent connections: a run has no such pause, and what drivers then say is "
    "explained") {
  auto const seen = check_of(named("nat-forgets-idle")).seen;
  REQUIRE(seen.run.is_object());
  CHECK(seen.exit_code == 0);
  CHECK(all_but_works(seen.run).find("unknown") == std::string::npos);
  for (auto const* said : {"could not receive data from server: Connection timed out",
                           "Error: read ETIMEDOUT", "An I/O error occurred while sending to the backend."}) {
    CAPTURE(std::string(said));
    auto const told = in_one_line(run_poolprobe(invocation{{"explain", said}, {}}).out);
    CHECK(told.find("A connection was lost") != std::string::npos);
    CHECK(told.find("forgets a connection and tells neither end") != std::string::npos);
    CHECK(told.find("keepalives_idle=60") != std::string::npos);
  }
}
