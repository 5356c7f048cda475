// What passes the bytes on without being a pooler: a balancer before several servers or poolers, and a proxy
// that ends TLS. The same question must have the same answer each time, whichever connection came first.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <set>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "support/tcp_proxies.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

constexpr int runs = 4;  // both parities of the balancer, twice

/// What stands where, "TCP balancer > PostgreSQL 17.12".
std::string path_in_short(nlohmann::json const& run) {
  std::string all;
  for (auto const& part : run["pooler"]["path"]) {
    all += (all.empty() ? "" : " > ") + part["what"].get<std::string>();
  }
  return all;
}

using answers = std::set<std::string>;

}  // namespace

TEST_CASE("behind a balancer before two PostgreSQLs a cancel request reaches the wrong one, each time") {
  lab::postgres const first(any_postgres());
  lab::postgres const second(any_postgres());
  auto const balancer = haproxy_before(server_or_skip("haproxy", "3"), {first.port(), second.port()});
  for (int i = 0; i < runs; ++i) {
    auto const seen = check_json(balancer.url());
    REQUIRE(seen.run.is_object());
    CHECK(pooler_in_short(seen.run) == "none - none supported 0");
    INFO(steps_of(seen.run, "PP405"), steps_of(seen.run, "PP107"));
    CHECK(all_but_works(seen.run) == "PP405 breaks");
    CHECK(path_in_short(seen.run) ==
          fmt::format("TCP balancer > PostgreSQL {}, 2 servers: 2 primary, 0 standby",
                      seen.run["server"]["version"].get<std::string>()));
    CHECK_FALSE(evidence_for(seen.run, "servers").empty());
    CHECK(seen.run["residue"].empty());
  }
}

TEST_CASE("a balancer before one PostgreSQL changes nothing") {
  lab::postgres const only(any_postgres());
  auto const balancer = haproxy_before(server_or_skip("haproxy", "3"), {only.port()});
  for (int i = 0; i < 2; ++i) {
    auto const seen = check_json(balancer.url());
    REQUIRE(seen.run.is_object());
    CHECK(all_but_works(seen.run).empty());
    CHECK(outcome_of(seen.run, "PP405") == "works");
    CHECK(path_in_short(seen.run) == fmt::format("TCP proxy, balancer or address translation > PostgreSQL {}",
                                                 seen.run["server"]["version"].get<std::string>()));
  }
}

TEST_CASE("a balancer before a pooler that tracks statements and one that does not: the worse one counts") {
  lab::postgres const server(any_postgres());
  auto const tracking =
      pgbouncer_before(server_or_skip("pgbouncer", "1.24"), server.port(), "app", "transaction");
  auto const other =
      pgbouncer_before(server_or_skip("pgbouncer", "1.18"), server.port(), "app", "transaction");
  auto const balancer = haproxy_before(server_or_skip("haproxy", "3"), {tracking.port(), other.port()});
  answers seen;
  for (int i = 0; i < runs; ++i) {
    auto const one = check_json(balancer.url());
    REQUIRE(one.run.is_object());
    CHECK_FALSE(one.run["pooler"]["processes_differ"].is_null());
    seen.insert(
        fmt::format("{} {} {}", one.exit_code, outcome_of(one.run, "PP101"), outcome_of(one.run, "PP102")));
    CHECK(one.run["residue"].empty());
    CHECK(one.run["cost"]["connections"] < 60);
  }
  CHECK(seen == answers{"1 breaks 42P05 breaks 26000"});
}

TEST_CASE("a balancer before two poolers of one kind: they do not differ") {
  lab::postgres const server(any_postgres());
  auto const binary = server_or_skip("pgbouncer", "1.24");
  auto const one = pgbouncer_before(binary, server.port(), "app", "transaction");
  auto const two = pgbouncer_before(binary, server.port(), "app", "transaction");
  auto const balancer = haproxy_before(server_or_skip("haproxy", "3"), {one.port(), two.port()});
  answers seen;
  for (int i = 0; i < runs; ++i) {
    auto const run = check_json(balancer.url());
    REQUIRE(run.run.is_object());
    CHECK(run.run["pooler"]["processes_differ"].is_null());
    seen.insert(fmt::format("{} {} {}", run.exit_code, outcome_of(run.run, "PP102"),
                            outcome_of(run.run, "PP405").substr(0, 6)));
  }
  CHECK(seen == answers{"0 works breaks"});
}

TEST_CASE("a cancel request goes over TLS where the session does") {
  lab::postgres const server(any_postgres());
  auto const stunnel = server_or_skip("stunnel", "5");
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(std::string(series));
    auto const pooler =
        pgbouncer_before(server_or_skip("pgbouncer", series), server.port(), "app", "transaction");
    auto const proxy = stunnel_before(stunnel, pooler.port());
    auto const plain = check_json(pooler.url());
    auto const seen = check_json(proxy.url() + "?sslmode=require");
    REQUIRE(seen.run.is_object());
    INFO(steps_of(seen.run, "PP405"), steps_of(seen.run, "PP107"));
    CHECK(outcome_of(seen.run, "PP405") == "works");
    CHECK(all_but_works(seen.run) == all_but_works(plain.run));
    CHECK(pooler_in_short(seen.run) == pooler_in_short(plain.run));
  }
  auto const direct = stunnel_before(stunnel, server.port());
  auto const seen = check_json(direct.url() + "?sslmode=require");
  CHECK(all_but_works(seen.run).empty());
  CHECK(path_in_short(seen.run) ==
        fmt::format("proxy that ends TLS > PostgreSQL {}", seen.run["server"]["version"].get<std::string>()));
}

TEST_CASE("a proxy that routes by the server name in TLS: every connection of a run goes the same way") {
  lab::postgres const server(any_postgres());
  auto const nameless =
      pgbouncer_before(server_or_skip("pgbouncer", "1.18"), server.port(), "app", "transaction");
  auto const named =
      pgbouncer_before(server_or_skip("pgbouncer", "1.24"), server.port(), "app", "transaction");
  auto const proxy =
      stunnel_routing(server_or_skip("stunnel", "5"), nameless.port(), "ep-1.example", named.port());
  auto const by_name = check_json(
      fmt::format("postgresql://app@ep-1.example:{}/app?hostaddr=127.0.0.1&sslmode=require", proxy.port()));
  auto const by_address = check_json(proxy.url() + "?sslmode=require");
  REQUIRE(by_name.run.is_object());
  REQUIRE(by_address.run.is_object());
  CHECK(pooler_in_short(by_name.run) == pooler_in_short(check_json(named.url()).run));
  CHECK(all_but_works(by_name.run) == all_but_works(check_json(named.url()).run));
  CHECK(outcome_of(by_name.run, "PP405") == "works");
  CHECK(pooler_in_short(by_address.run) == pooler_in_short(check_json(nameless.url()).run));
  CHECK(all_but_works(by_address.run) == all_but_works(check_json(nameless.url()).run));
}
