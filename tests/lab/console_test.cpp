// --admin: the claims of PgBouncer's console, compared with what was observed.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/other_poolers.hpp"
#include "support/other_products.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

using settings = std::vector<std::pair<std::string, std::string>>;

lab::options admitting(settings more = {}) {
  lab::options options;
  options.settings = std::move(more);
  options.settings.emplace_back("stats_users", "app");
  return options;
}

/// The conclusion about the claim that begins like this; "" where there is none.
std::string said_of(nlohmann::json const& run, std::string_view claim) {
  for (auto const& e : run["pooler"]["evidence"]) {
    if (e["signal"] == "console-claim" && e["observed"].get<std::string>().starts_with(claim))
      return e["means"].get<std::string>();
  }
  return {};
}

checked ask(lab::pgbouncer const& pooler, std::string const& pool = "transaction") {
  return check_json(pooler.url(pool), {"--admin"});
}

}  // namespace

TEST_CASE("the admin console is asked only on request, and each of its claims compared") {
  lab::postgres const server(any_postgres());
  for (auto const& [series, version, limit] :
       {std::tuple{"1.18", "1.18.0", "not known to it"}, std::tuple{"1.24", "1.24.1", "200"},
        std::tuple{"1.26", "1.26.1", "200"}}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(std::string(series));
    lab::pgbouncer const pooler(*binary, server, lab::usual_pools(), admitting());
    CHECK(evidence_for(check_json(pooler.url("transaction")).run, "console").empty());
    auto const asked = ask(pooler);
    CHECK(asked.run["pooler"]["version"] == version);
    CHECK(evidence_for(asked.run, "console") ==
          fmt::format("PgBouncer {}, pool_mode=transaction, max_prepared_statements={}", version, limit));
    CHECK(evidence_for(asked.run, "console", "means") == "agrees with what was observed");
    CHECK(said_of(asked.run, "version").starts_with("agrees"));
    CHECK(said_of(asked.run, "pool_mode=transaction") == "agrees: transaction mode was observed");
    CHECK(said_of(asked.run, "server_reset_query_always=0") == "agrees: nothing was run after a transaction");
    CHECK(said_of(asked.run, "server_round_robin=0") == "agrees: the one that was used last came first");
    CHECK(said_of(asked.run, "so_reuseport=0") == "neither confirmed nor refuted: no second process was met");
    CHECK(said_of(asked.run, "disable_pqexec=0").starts_with("agrees"));
    CHECK(ask(pooler, "session").run["pooler"]["pool_mode"] == "session");
  }
}

TEST_CASE("settings that change what is observed are confirmed by it") {
  lab::postgres const server(any_postgres());
  auto const binary = server_or_skip("pgbouncer", "1.24");
  {
    lab::pgbouncer const pooler(binary, server, lab::usual_pools(),
                                admitting({{"server_reset_query_always", "1"}}));
    std::string said;  // on a slow machine it may come too late to be seen
    for (int i = 0; i < 5 && !said.starts_with("agrees"); ++i)
      said = said_of(ask(pooler).run, "server_reset_query_always=1");
    CHECK(said == "agrees: after a transaction it ran DISCARD ALL");
  }
  {
    lab::pgbouncer const pooler(binary, server, lab::usual_pools(),
                                admitting({{"max_prepared_statements", "0"}}));
    CHECK(said_of(ask(pooler).run, "max_prepared_statements=0").starts_with("agrees"));
  }
  auto several = admitting();
  several.processes = 2;
  lab::pgbouncer const pooler(binary, server, lab::usual_pools(), several);
  std::string said;
  for (int i = 0; i < 20 && !said.starts_with("agrees"); ++i)
    said = said_of(ask(pooler).run, "so_reuseport=1");
  CHECK(said == "agrees: at least 2 processes answered");
}

TEST_CASE("a console that speaks of another pooler than the one that shows is contradicted") {
  lab::postgres const server(any_postgres());
  // In front of the transaction pool is a session pool with a console of its own.
  lab::pgbouncer const back(server_or_skip("pgbouncer", "1.18"), server);
  auto const front = pgbouncer_before(server_or_skip("pgbouncer", "1.24"), back.port(), "transaction",
                                      "session", "stats_users = app");
  auto const asked = check_json(front.url(), {"--admin"});
  CHECK(asked.run["pooler"]["pool_mode"] == "transaction");
  CHECK(evidence_for(asked.run, "console", "means") ==
        "differs from what was observed; the observation counts");
  CHECK(said_of(asked.run, "pool_mode=session") ==
        "differs, and the observation counts: transaction mode was observed");
}

TEST_CASE("a console that refuses the user is reported, says what to do, and changes nothing") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  auto const asked = ask(pooler);
  CHECK(asked.exit_code == 0);
  CHECK(evidence_for(asked.run, "console").find("does not admit this user") != std::string::npos);
  CHECK(asked.run["pooler"]["version"] == ">= 1.23, < 1.26");
}

TEST_CASE("where there is no such console, that is what is said") {
  lab::postgres const server(any_postgres());
  CHECK(
      evidence_for(check_json(server.url(), {"--admin"}).run, "console").starts_with("there is no database"));
  auto const binary = find_server("odyssey", "1.5");
  if (!binary) return;
  odyssey const pooler(*binary, server);
  CHECK(evidence_for(check_json(pooler.url("transaction"), {"--admin"}).run, "console")
            .starts_with("there is no database"));
}

TEST_CASE("a console that refuses the only queries that it speaks is told so") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server, lab::usual_pools(),
                              admitting({{"disable_pqexec", "1"}}));
  CHECK(evidence_for(ask(pooler).run, "console") ==
        "the console speaks simple queries only, and this pooler refuses those (disable_pqexec)");
}
