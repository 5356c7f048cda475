// Poolers with other settings than those of the table in matrix.cpp.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

lab::found_binary pgbouncer_124() { return server_or_skip("pgbouncer", "1.24"); }

lab::options with(std::string key, std::string value) {
  lab::options options;
  options.settings.emplace_back(std::move(key), std::move(value));
  return options;
}

std::string evidence_of(nlohmann::json const& run, std::string_view signal) {
  for (auto const& e : run["pooler"]["evidence"]) {
    if (e["signal"] == signal) return e["observed"].get<std::string>();
  }
  return {};
}

}  // namespace

TEST_CASE("statements that PgBouncer had to drop are prepared again unseen") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(),
                              with("max_prepared_statements", "5"));
  auto const seen = check_json(pooler.url("transaction"));
  CHECK(outcome_of(seen.run, "PP113") == "works");
  CHECK(seen.run["residue"].empty());
  for (auto const& line : leftovers({pooler.url("transaction")}, server.url())) FAIL_CHECK(line);
}

TEST_CASE("a pooler that refuses simple queries is recognised, and everything else still observed") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(), with("disable_pqexec", "1"));
  auto const seen = check_json(pooler.url("transaction"));
  CHECK(seen.exit_code == 0);
  CHECK(outcome_of(seen.run, "PP406") == "breaks 08P01");
  CHECK(seen.run["pooler"]["product"] == "pgbouncer");
  CHECK(evidence_of(seen.run, "simple-query") == "a simple query is refused: FATAL 08P01: PQexec disallowed");
  for (auto const* code : {"PP101", "PP102", "PP103", "PP105", "PP401", "PP402", "PP403", "PP404", "PP405"}) {
    CAPTURE(code);
    CHECK(outcome_of(seen.run, code) == "works");
  }
  auto url = pooler.url("transaction");
  url.replace(0, url.find(':'), "postgresql+psycopg2");
  CHECK(check_json(url).exit_code == 1);
}

TEST_CASE("a PgBouncer that lets options through is still recognised") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(),
                              with("ignore_startup_parameters", "options"));
  auto const seen = check_json(pooler.url("transaction"));
  CHECK(seen.run["pooler"]["product"] == "pgbouncer");
  CHECK(seen.run["pooler"]["version"] == ">= 1.23, < 1.26");
  CHECK(seen.run["pooler"]["pool_mode"] == "transaction");
}

TEST_CASE("a pool that is slow to open server connections is not taken for a pool of one") {
  lab::postgres const server(any_postgres(), with("post_auth_delay", "1"));
  lab::pgbouncer const pooler(pgbouncer_124(), server);
  auto const seen = check_json(pooler.url("transaction"));
  CHECK(seen.exit_code == 0);
  CHECK(outcome_of(seen.run, "PP102") == "works");
  CHECK(outcome_of(seen.run, "PP110") == "breaks 26000");
}

TEST_CASE("a session pool with one server is recognised and nothing is claimed that needs two clients") {
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler(*binary, server, {{"lonely", "session", 1}});
    auto const seen = check_json(pooler.url("lonely"));
    CHECK(seen.exit_code == 4);
    CHECK(seen.run["pooler"]["pool_mode"] == "session");
    for (auto const* code : {"PP101", "PP102", "PP110", "PP201", "PP206", "PP207"}) {
      CAPTURE(code);
      CHECK(outcome_of(seen.run, code) == "unknown");
    }
    for (auto const* code :
         {"PP107", "PP108", "PP113", "PP401", "PP402", "PP403", "PP404", "PP405", "PP406"}) {
      CAPTURE(code);
      CHECK(outcome_of(seen.run, code) == "works");
    }
    CHECK(seen.run["residue"].empty());
    CHECK(leftovers({pooler.url("lonely")}, server.url()).empty());
  }
}

TEST_CASE("over TLS everything is observed as in clear text") {
  lab::postgres const server(any_postgres());
  lab::options secure;
  secure.tls = true;
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(), secure);
  auto const seen = check_json(pooler.url("transaction") + "?sslmode=require");
  CHECK(seen.exit_code == 0);
  CHECK(seen.run["pooler"]["version"] == ">= 1.23, < 1.26");
  CHECK(outcome_of(seen.run, "PP102") == "works");
  CHECK(outcome_of(seen.run, "PP104") == "wrong_answer");
  CHECK(outcome_of(seen.run, "PP301") == "breaks 08P01");
  CHECK(outcome_of(seen.run, "PP303") == "works");
  CHECK(outcome_of(seen.run, "PP403") == "works");
  CHECK(outcome_of(seen.run, "PP405") == "works");
  for (auto const& line : leftovers({pooler.url("transaction") + "?sslmode=require"}, server.url()))
    FAIL_CHECK(line);
}

TEST_CASE("TLS to PostgreSQL itself works as well") {
  lab::options secure;
  secure.tls = true;
  lab::postgres const server(any_postgres(), secure);
  auto const seen = check_json(server.url() + "?sslmode=require");
  CHECK(seen.exit_code == 0);
  CHECK(seen.run["pooler"]["present"] == "no");
  for (auto const* code : {"PP301", "PP302", "PP303", "PP304", "PP305", "PP405"}) {
    CAPTURE(code);
    CHECK(outcome_of(seen.run, code) == "works");
  }
}

TEST_CASE("with a SCRAM password everything is observed, and the password is nowhere") {
  std::string const password = "pla$nted-p@ss";
  lab::postgres const server(any_postgres());
  lab::options options;
  options.users.emplace_back("app", password);
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(), options);
  auto const result =
      run_poolprobe({{"check", pooler.url("transaction"), "-o", "json"}, {{"PGPASSWORD", password}}});
  CHECK(result.exit_code == 0);
  CHECK(result.out.find(password) == std::string::npos);
  auto const run = nlohmann::json::parse(result.out);
  CHECK(run["pooler"]["version"] == ">= 1.23, < 1.26");
  CHECK(outcome_of(run, "PP102") == "works");
}

TEST_CASE("what was set before on a server connection is there again after the run") {
  lab::postgres const server(any_postgres());
  // 1.18, because a newer one closes the server connection together with the client of PP107 and PP108.
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.18"), server, {{"one", "transaction", 1}});
  // The application's own leaked setting must still be there after ours was removed.
  auto const leaked = [&] { return leftovers({pooler.url("one")}, server.url()); };
  leave_behind(pooler.url("one"), "set geqo_seed = 0.25");
  REQUIRE(leaked().size() == 1);
  (void)check_json(pooler.url("one"));
  REQUIRE(leaked().size() == 1);
  CHECK(leaked().front().ends_with("geqo_seed 0.25"));
}

TEST_CASE("the inspector finds what a careless client leaves") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(pgbouncer_124(), server);
  auto const pool = pooler.url("transaction");
  leave_behind(pool, "prepare careless as select 1");
  leave_behind(pool, "listen careless");
  leave_behind(pool, "select pg_advisory_lock(42)");
  leave_behind(pool, "set geqo_seed = 0.5");
  leave_behind(pool, "declare careless cursor with hold for select 1");
  leave_behind(pool, "create temporary table careless ()");
  CHECK(leftovers({pool}, server.url()).size() == 6);
}

TEST_CASE("what a pooler is told to ignore is dropped, and said to be") {
  lab::postgres const server(any_postgres());
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::pgbouncer const pooler(
        *binary, server, lab::usual_pools(),
        with("ignore_startup_parameters", "extra_float_digits, search_path, statement_timeout, options"));
    for (auto const* pool : {"transaction", "session", "one"}) {
      CAPTURE(pool);
      auto const seen = check_json(pooler.url(pool), {"--sacrificial"});
      for (auto const* code : {"PP301", "PP302", "PP304"}) {
        CAPTURE(code);
        CHECK(outcome_of(seen.run, code) == "breaks");
        CHECK(observed_of(seen.run, code).starts_with("accepted and dropped: "));
      }
      CHECK(outcome_of(seen.run, "PP305") == "breaks 08P01");
      // A tracked setting inside options is still read (from 1.20 on); only the rest is ignored.
      CHECK(outcome_of(seen.run, "PP303") == (series == std::string("1.18") ? "breaks" : "works"));
      CHECK(seen.run["residue"].empty());
    }
  }
}

TEST_CASE(
    "behind a password that libpq alone can use a refusal is seen, options are tried, the rest stays open") {
  std::string const password = "pla$nted-p\u00e4ss";  // not ASCII, so RFC 4013 (SASLprep) applies
  lab::options options;
  options.users.emplace_back("app", password);
  lab::postgres const server(any_postgres(), options);
  auto const url_with_password = [&](std::string const& url, std::vector<std::string> const& more = {}) {
    std::vector<std::string> words{"check", url, "-o", "json"};
    words.insert(words.end(), more.begin(), more.end());
    return run_poolprobe({words, {{"PGPASSWORD", password}}});
  };
  std::vector<std::string> const schema{"--driver", "pgjdbc:current-schema"};
  CHECK(url_with_password(server.url(), schema).exit_code == 0);
  auto const direct = nlohmann::json::parse(url_with_password(server.url()).out);
  CHECK(outcome_of(direct, "PP302") == "unknown");
  CHECK(observed_of(direct, "PP302").starts_with("not refused before a login is asked for"));
  CHECK(outcome_of(direct, "PP303") == "works");
  CHECK(outcome_of(direct, "PP405") == "works");
  lab::pgbouncer const pooler(pgbouncer_124(), server, lab::usual_pools(), options);
  CHECK(url_with_password(pooler.url("transaction"), schema).exit_code == 1);
  auto const result = url_with_password(pooler.url("transaction"));
  CHECK(result.out.find(password) == std::string::npos);
  auto const pooled = nlohmann::json::parse(result.out);
  CHECK(outcome_of(pooled, "PP302") == "breaks 08P01");
  CHECK(outcome_of(pooled, "PP303") == "works");
  CHECK(outcome_of(pooled, "PP305") == "breaks 08P01");
  CHECK(outcome_of(pooled, "PP405") == "works");
}

TEST_CASE("a client gets the search_path that another one asked for, unless the server reports what is set") {
  auto const newest = find_server("pgbouncer", "1.26");
  if (!newest) return;
  for (std::string const series : {"15", "17", "18"}) {
    auto const postgres = find_server("postgres", series);
    if (!postgres) continue;
    CAPTURE(series);
    auto const reported = series == "18";
    lab::postgres const server(*postgres);
    lab::pgbouncer const pooler(*newest, server);
    for (auto const* pool : {"transaction", "statement", "one"}) {
      auto const seen = check_json(pooler.url(pool), {"--only", "PP302", "--sacrificial"});
      auto const observed = observed_of(seen.run, "PP302");
      CAPTURE(observed);
      CHECK(outcome_of(seen.run, "PP302") == (reported ? "works" : "leaks"));
      CHECK(observed.starts_with(reported ? "in effect: "
                                          : "in effect at first; then client B got what another client had"));
    }
    CHECK(check_json(pooler.url("transaction"), {"--driver", "pgjdbc:current-schema", "--sacrificial"})
              .exit_code == (reported ? 0 : 1));
    for (auto const& line :
         leftovers({pooler.url("transaction"), pooler.url("statement"), pooler.url("one")}, server.url()))
      FAIL_CHECK(line);
  }
}

TEST_CASE(
    "a search_path that PgBouncer takes for set is seen to be lost, and not where the server reports it") {
  auto const newest = find_server("pgbouncer", "1.26");
  if (!newest) return;
  for (std::string const series : {"15", "17", "18"}) {
    auto const postgres = find_server("postgres", series);
    if (!postgres) continue;
    CAPTURE(series);
    auto const reported = series == "18";
    lab::postgres const server(*postgres);
    lab::pgbouncer const usual(*newest, server);
    lab::pgbouncer const resets(*newest, server, lab::usual_pools(), with("server_reset_query_always", "1"));
    for (auto const& url : {usual.url("session"), resets.url("transaction")}) {
      CAPTURE(url);
      auto const seen = check_json(url, {"--sacrificial"});
      auto const observed = observed_of(seen.run, "PP302");
      CAPTURE(observed);
      CHECK(outcome_of(seen.run, "PP302") == (reported ? "works" : "breaks"));
      CHECK(observed.starts_with(reported ? "in effect: " : "in effect only once; "));
    }
  }
}

TEST_CASE("where two server connections are handed out in turn, PP302 is told as well") {
  auto const newest = find_server("pgbouncer", "1.26");
  auto const postgres = find_server("postgres", "18");
  if (!newest || !postgres) return;
  lab::postgres const server(*postgres);
  auto in_turn = with("server_round_robin", "1");
  in_turn.settings.emplace_back("server_reset_query_always", "1");
  lab::pgbouncer const pooler(*newest, server, lab::usual_pools(), in_turn);
  for (int i = 0; i < 20; ++i) {
    auto const seen = check_json(pooler.url("transaction"), {"--only", "PP302"});
    CAPTURE(observed_of(seen.run, "PP302"));
    CHECK(outcome_of(seen.run, "PP302") == "works");
  }
}

TEST_CASE("where two processes answer at one address, PP302 is told as well") {
  auto const newest = find_server("pgbouncer", "1.26");
  auto const postgres = find_server("postgres", "18");
  if (!newest || !postgres) return;
  lab::postgres const server(*postgres);
  lab::options two;
  two.processes = 2;
  lab::pgbouncer const pooler(*newest, server, lab::usual_pools(), two);
  for (int i = 0; i < 40; ++i) {
    auto const seen = check_json(pooler.url("transaction"), {"--only", "PP302"});
    CAPTURE(observed_of(seen.run, "PP302"));
    CHECK(outcome_of(seen.run, "PP302") == "works");
  }
}
