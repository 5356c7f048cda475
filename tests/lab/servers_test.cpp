// What stands where, where more than one server answers: standbys, a pooler that splits reads from writes,
// and one name that leads to several servers or to another database.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/other_poolers.hpp"
#include "support/other_products.hpp"
#include "support/servers.hpp"
#include "support/standby.hpp"
#include "support/tcp_proxies.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

struct replicated {
  replication_options how;
  lab::postgres primary{any_postgres(), how.options()};
  standby second{any_postgres(), primary};
};

/// The last of what stands where, after "PostgreSQL 17.12 (…)": ", 2 servers: 1 primary, 1 standby".
std::string servers_in(nlohmann::json const& run) {
  auto const& path = run["pooler"]["path"];
  REQUIRE_FALSE(path.empty());
  auto const last = path.back()["what"].get<std::string>();
  auto const name = "PostgreSQL " + run["server"]["version"].get<std::string>();
  CHECK(last.starts_with(name));
  return last.substr(name.size());
}

std::string path_in_short(nlohmann::json const& run) {
  std::string all;
  for (auto const& part : run["pooler"]["path"])
    all += (all.empty() ? "" : " > ") + part["what"].get<std::string>();
  return all;
}

}  // namespace

TEST_CASE("a standby is told as one, alone and behind a pooler") {
  replicated const servers;
  auto const direct = check_json(url_at(servers.second.port(), "app"));
  REQUIRE(direct.run.is_object());
  CHECK(servers_in(direct.run) == ", a standby");
  CHECK(direct.exit_code == 0);
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(std::string(series));
    auto const pooler =
        pgbouncer_before(server_or_skip("pgbouncer", series), servers.second.port(), "app", "transaction");
    auto const seen = check_json(pooler.url());
    REQUIRE(seen.run.is_object());
    CHECK(servers_in(seen.run) == ", a standby");
    CHECK(seen.run["residue"].empty());
  }
}

TEST_CASE("a balancer before a primary and a standby: both are told, whichever came first") {
  replicated const servers;
  auto const balancer =
      haproxy_before(server_or_skip("haproxy", "3"), {servers.primary.port(), servers.second.port()});
  for (int i = 0; i < 4; ++i) {
    auto const seen = check_json(balancer.url());
    REQUIRE(seen.run.is_object());
    CHECK(servers_in(seen.run) == ", 2 servers: 1 primary, 1 standby");
    CHECK(path_in_short(seen.run).starts_with("TCP balancer > "));
    CHECK(evidence_for(seen.run, "servers").find("a standby started") != std::string::npos);
    CHECK(seen.run["residue"].empty());
  }
}

TEST_CASE("Pgpool-II that sends reads to a standby is told to do so") {
  replicated const servers;
  pgpool const pooler(server_or_skip("pgpool", "4.6"), servers.primary.port(), servers.second.port());
  for (int i = 0; i < 3; ++i) {
    auto seen = check_json(pooler.url());
    // Pgpool-II draws the server of each session's reads; where all fell to the primary, it is asked again.
    for (int again = 0; again < 3 && evidence_for(seen.run, "read-splitting").empty(); ++again)
      seen = check_json(pooler.url());
    REQUIRE(seen.run.is_object());
    CHECK(servers_in(seen.run) == ", 2 servers: 1 primary, 1 standby");
    CHECK(path_in_short(seen.run).find("reads to a standby") != std::string::npos);
    CHECK_FALSE(evidence_for(seen.run, "read-splitting").empty());
    CHECK(seen.run["residue"].empty());
  }
  lab::postgres const alone(any_postgres());
  pgpool const plain(server_or_skip("pgpool", "4.6"), alone);
  CHECK(evidence_for(check_json(plain.url()).run, "read-splitting").empty());
}

TEST_CASE("one name that leads to a database of another name is told") {
  lab::postgres const server(any_postgres());
  for (auto const* series : {"1.18", "1.26"}) {
    CAPTURE(std::string(series));
    auto const pooler =
        pgbouncer_before(server_or_skip("pgbouncer", series), server.port(), "template1", "transaction");
    auto const seen = check_json(pooler.url());
    REQUIRE(seen.run.is_object());
    CHECK(servers_in(seen.run) == ", its database template1");
    CHECK(evidence_for(seen.run, "database") ==
          "the database that is asked for is app, the server says template1");
  }
}

TEST_CASE("one name that leads to two servers: both are told, as shards or servers that differ") {
  lab::postgres const first(any_postgres());
  lab::postgres const second(any_postgres());
  auto const balancer = haproxy_before(server_or_skip("haproxy", "3"), {first.port(), second.port()});
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(std::string(series));
    // The balancer gives the servers out in turn; on a busy machine the pooler may take a turn between ours.
    checked seen;
    for (int i = 0; i < 3 && (i == 0 || servers_in(seen.run).empty()); ++i) {
      auto const pooler =
          pgbouncer_before(server_or_skip("pgbouncer", series), balancer.port(), "app", "transaction");
      seen = check_json(pooler.url());
      REQUIRE(seen.run.is_object());
    }
    CHECK(servers_in(seen.run) ==
          ", 2 servers: 2 primary, 0 standby (shards, or one name for servers that differ)");
    CHECK_FALSE(evidence_for(seen.run, "servers").empty());
    CHECK(seen.run["residue"].empty());
  }
}
