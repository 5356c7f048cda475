// Other products' poolers: product, mode, and what breaks behind them. They come from Debian, which has no
// release with PgCat, PgDog or Supavisor.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/other_products.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// What every run must report, cold or warm, and that it leaves nothing.
void always(std::string const& url, std::string const& pooler, std::string const& broken) {
  constexpr int runs = 5;
  for (int i = 0; i < runs; ++i) {
    CAPTURE(i);
    auto const seen = check_json(url);
    REQUIRE(seen.run.is_object());
    CHECK(pooler_in_short(seen.run) == pooler);
    INFO(steps_of(seen.run, "PP302"));
    CHECK(all_but_works(seen.run) == broken);
    CHECK(seen.run["residue"].empty());
    CHECK(seen.run["cost"]["peak_connections"] <= 3);
  }
}

std::string evidence(std::string const& url, std::string_view signal) {
  return evidence_for(check_json(url).run, signal);
}

}  // namespace

TEST_CASE("Odyssey clears a server connection after each transaction: state is lost, and leaks to nobody") {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  always(pooler.url("transaction"), "odyssey - transaction supported 1",
         "PP109 breaks 26000, PP201 breaks, PP202 breaks, PP203 breaks, PP204 breaks 34000, PP301 breaks, "
         "PP302 breaks, PP303 breaks, PP305 breaks");
  // On a slow machine the clearing may come too late to be seen.
  std::string cleared;
  for (int i = 0; i < 5 && cleared.empty(); ++i) cleared = evidence(pooler.url("transaction"), "clearing");
  CHECK(cleared.find("after a transaction of ours its server connection ran: SET SESSION") == 0);
  // Odyssey keeps unnamed statements too, under names of its own, as it does for every client.
  for (auto const& line : leftovers({pooler.url("transaction")}, server.url())) {
    CAPTURE(line);
    CHECK(line.find(": statement odyssey_pstmt_") != std::string::npos);
    CHECK(line.find("/* poolprobe") == std::string::npos);
  }
}

TEST_CASE("Odyssey that clears nothing leaks like PgBouncer") {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  always(pooler.url("keeping"), "odyssey - transaction supported 1",
         "PP109 breaks 26000, PP201 leaks, PP202 leaks, PP203 leaks, PP204 breaks 34000, PP206 leaks, "
         "PP301 breaks, PP302 leaks, PP303 breaks, PP304 leaks, PP305 breaks");
}

TEST_CASE("with a pooler that pins a client once it listens, notifications arrive, and the finding says so") {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  for (int i = 0; i < 5; ++i) {
    auto const seen = check_json(pooler.url("pinning"));
    CHECK(pooler_in_short(seen.run) == "odyssey - transaction supported 1");
    CHECK(outcome_of(seen.run, "PP203") == "works");
    CHECK(outcome_of(seen.run, "PP202") == "breaks");
    CHECK(steps_of(seen.run, "PP203").find("the pooler keeps that for client A alone") != std::string::npos);
    CHECK(seen.run["residue"].empty());
  }
}

TEST_CASE("Odyssey in session mode is recognised though it renames nothing there") {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  always(pooler.url("session"), "odyssey - session supported 1",
         "PP301 breaks, PP302 breaks, PP303 breaks, PP305 breaks");
  CHECK(evidence(pooler.url("session"), "own-error").find("odyssey: c") != std::string::npos);
}

TEST_CASE("Odyssey in statement mode accepts BEGIN and forgets it, which is reported") {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  auto const seen = check_json(pooler.url("statement"));
  CHECK(pooler_in_short(seen.run) == "odyssey - statement supported 1");
  CHECK(outcome_of(seen.run, "PP401") == "breaks");
  CHECK(outcome_of(seen.run, "PP102") == "works");
  CHECK(evidence_for(seen.run, "transaction-block") ==
        "BEGIN is accepted, and its transaction is over at the next statement");
}

TEST_CASE("Pgpool-II says who it is, and keeps a server connection for each client") {
  lab::postgres const server(any_postgres());
  pgpool const pooler(server_or_skip("pgpool", "4.6"), server);
  // The transaction of a failed statement is not over at Sync.
  always(pooler.url(), "pgpool 4.6.1 session supported 1", "PP107 breaks 25P02");
}

/// It does not answer Flush behind a Parse, so that nothing may wait for that.
TEST_CASE("an older Pgpool-II is the same") {
  lab::postgres const server(any_postgres());
  pgpool const pooler(server_or_skip("pgpool", "4.3"), server);
  always(pooler.url(), "pgpool 4.3.5 session supported 1", "PP107 breaks 25P02");
}

TEST_CASE("pgagroal is told from a direct server, and drops startup parameters") {
  lab::postgres const server(any_postgres());
  pgagroal const pooler(server_or_skip("pgagroal", "2.1"), server);
  // The login that opens a server connection sets its parameters; the next client of that connection has them
  // too.
  always(pooler.url(), "pgagroal - session supported 1",
         "PP301 breaks, PP302 breaks, PP303 breaks, PP304 breaks, PP305 breaks");
}

/// No outcome of startup parameters is asserted here: when a login with one opens a server connection, 1.6
/// hands it to others unchanged, so a check may get its own back and report the parameter as in effect.
TEST_CASE("an older pgagroal keeps a server connection for each client") {
  lab::postgres const server(any_postgres());
  pgagroal const pooler(server_or_skip("pgagroal", "1.6"), server);
  for (int i = 0; i < 5; ++i) {
    auto const seen = check_json(pooler.url());
    CHECK(seen.run["pooler"]["present"] == "yes");
    CHECK(seen.run["pooler"]["pool_mode"] == "session");
    CHECK(seen.run["residue"].empty());
    for (auto const& found : seen.run["findings"]) {
      if (found["group"] != "startup" && found["outcome"] != "skipped") CHECK(found["outcome"] == "works");
    }
  }
}
