#include "golden/records.hpp"
#include "judge/verdict.hpp"

namespace poolprobe::golden {
namespace {

driver_result config(std::string driver, std::string config, outcome how, std::string summary,
                     std::string setting, std::string proved = {}) {
  driver_result result;
  result.driver = std::move(driver);
  result.config = std::move(config);
  result.setting = std::move(setting);
  result.script = "P() D(S) H | P() B E S";
  result.outcome = how;
  result.summary = std::move(summary);
  result.proved = std::move(proved);
  return result;
}

scenario_result scenario(scenario_kind kind, outcome how, std::optional<std::string> sqlstate, int executions,
                         std::string observed) {
  return {.scenario = kind,
          .outcome = how,
          .sqlstate = std::move(sqlstate),
          .executions = executions,
          .tried_again = false,
          .observed = std::move(observed),
          .transcript = {}};
}

std::vector<transcript_entry> crossing() {
  return {{.client = "A",
           .sent = "P(__asyncpg_stmt_1ace6114869a0080__) D(S) H | B E S",
           .sql = "select 'asked by A' where cardinality(array[$1, ..., $61]::text[]) = 61",
           .backend = 4711,
           .received = "row asked by A",
           .ms = 0.3},
          {.client = "B",
           .sent = "P(__asyncpg_stmt_1ace6114869a0080__) D(S) H | B E S",
           .sql = "select 'asked by B' where cardinality(array[$1, ..., $61]::text[]) = 61",
           .backend = 4712,
           .received = "row asked by B",
           .ms = 0.4},
          {.client = "A",
           .sent = "B(__asyncpg_stmt_1ace6114869a0080__) E S",
           .sql = "",
           .backend = 4712,
           .received = "row asked by B",
           .ms = 0.2}};
}

std::vector<transcript_entry> lost_commit() {
  return {{.client = "A", .sent = "Q", .sql = "begin", .backend = 4711, .received = "accepted", .ms = 0.2},
          {.client = "A",
           .sent = "Q",
           .sql = "DEALLOCATE dbdpg_p1ace_1",
           .backend = 4712,
           .received = "ERROR 26000: prepared statement \"dbdpg_p1ace_1\" does not exist",
           .ms = 0.2},
          {.client = "A", .sent = "Q", .sql = "commit", .backend = 4712, .received = "ROLLBACK", .ms = 0.3}};
}

}  // namespace

driver_result broken_driver() {
  auto result = config(
      "sqlalchemy-asyncpg", "", outcome::wrong_answer, "42P05 at execution 1, 26000 at 2, wrong answer at 2",
      "prepared_statement_cache_size=100 (default)", "SQLAlchemy 2.0.36 with asyncpg 0.30.0");
  result.script =
      "P(__asyncpg_stmt_{process}__) D(S) H | B E S afterwards B E S, each in a transaction block";
  result.required = true;
  result.sqlstate = "42P05";
  result.executions = 1;
  result.fix = "create_async_engine(url, connect_args={\"statement_cache_size\": 0})";
  result.fix_id = "sqlalchemy-asyncpg:no-cache";
  result.fix_verified = true;
  result.scenarios = {
      scenario(scenario_kind::moved, outcome::breaks, "26000", 2,
               "client A got ERROR 26000: prepared statement \"__asyncpg_stmt_1ace6114869a0000__\" "
               "does not exist on "
               "server connection 4712"),
      scenario(scenario_kind::met, outcome::breaks, "42P05", 1,
               "client B got ERROR 42P05: prepared statement \"__asyncpg_stmt_1ace6114869a0040__\" "
               "already exists on "
               "server connection 4711"),
      scenario(scenario_kind::crossed, outcome::wrong_answer, std::nullopt, 2,
               "client A got row asked by B on server connection 4712")};
  result.scenarios.back().transcript = crossing();
  return result;
}

driver_result losing_driver() {
  auto result = config("dbd-pg", "", outcome::loses, "a lost commit after 26000 at execution 2",
                       "pg_server_prepare=1 (default)", "DBD::Pg 3.18.0");
  result.script = "P(dbdpg_p{process}_1) S | B E S";
  result.sqlstate = "26000";
  result.executions = 2;
  result.fix = "$dbh->{pg_server_prepare} = 0";
  result.fix_id = "dbd-pg:no-server-prepare";
  result.fix_verified = true;
  result.scenarios = {
      scenario(scenario_kind::moved, outcome::loses, "26000", 2,
               "client A got COMMIT answered by ROLLBACK on server connection 4712: its block "
               "was rolled back without an error, because of 26000 before that")};
  result.scenarios.back().transcript = lost_commit();
  return result;
}

run_record driver_loses() {
  auto run = failing();
  run.target.driver = "dbd-pg";
  run.drivers = {losing_driver(), config("dbd-pg", "no-server-prepare", outcome::works, "works",
                                         "pg_server_prepare=0", "DBD::Pg 3.18.0")};
  run.drivers.front().required = true;
  run.verdict.reasons.insert(run.verdict.reasons.begin(), "driver dbd-pg: " + run.drivers.front().summary);
  return run;
}

run_record driver_breaks() {
  auto run = failing();
  run.target.driver = "sqlalchemy-asyncpg";
  run.target.advice = {{.kind = advice_kind::exposed,
                        .about = "password",
                        .says = "visible in the process list and shell history",
                        .remedy = "--url-env NAME, --url-file PATH, PGPASSWORD or a password file"}};
  run.drivers = {broken_driver(),
                 config("sqlalchemy-asyncpg", "no-cache", outcome::works, "works",
                        "statement_cache_size=0 in connect_args", "SQLAlchemy 2.0.36 with asyncpg 0.30.0"),
                 config("sqlalchemy-asyncpg", "null-pool", outcome::breaks, "42P05 at execution 1",
                        "poolclass=NullPool"),
                 config("sqlalchemy-asyncpg", "jit-off", outcome::breaks,
                        "08P01 at login: jit=off is refused; if the pooler ignored that parameter, it works",
                        "server_settings={\"jit\": \"off\"}")};
  run.verdict.reasons.insert(run.verdict.reasons.begin(),
                             "driver sqlalchemy-asyncpg: " + run.drivers.front().summary);
  return run;
}

namespace {

std::vector<transcript_entry> refused_again() {
  return {{.client = "C",
           .sent = "P(stmtcache_1ace) D(S) S",
           .sql = "select missing_1ace",
           .backend = 4711,
           .received = "ERROR 42703: column \"missing_1ace\" does not exist",
           .ms = 0.3},
          {.client = "C",
           .sent = "P(stmtcache_1ace) D(S) S",
           .sql = "select missing_1ace",
           .backend = std::nullopt,
           .received = "FATAL 08P01: prepared statement name is already in use",
           .ms = 0.2}};
}

/// pgx on a pooler that tracks prepared statements: a query that is refused twice costs the connection.
driver_result pgx_of(std::string id, std::string setting, version_span versions) {
  auto result = config("pgx", std::move(id), outcome::works,
                       "works, with a caveat: 08P01 where a query that the server has refused is sent again "
                       "(PP107)",
                       std::move(setting), "pgx 5.9.2");
  result.required = true;
  if (!result.config.empty()) result.generation_of = "";
  result.holds_for = {std::move(versions)};
  result.sqlstates = {"08P01", "34000"};
  result.critical_path = 26;
  result.caveats = {{.code = "PP107",
                     .sqlstate = "08P01",
                     .summary = "08P01 where a query that the server has refused is sent again",
                     .fix = "default_query_exec_mode=exec (tried here: works)",
                     .required = false}};
  result.features = {{.group = "cursors",
                      .use = "DECLARE ... WITH HOLD",
                      .outcome = outcome::breaks,
                      .sqlstate = "34000",
                      .summary = "the cursor is gone in the next transaction",
                      .required = false},
                     {.group = "batches",
                      .use = "conn.SendBatch(ctx, batch)",
                      .outcome = outcome::works,
                      .sqlstate = std::nullopt,
                      .summary = "works",
                      .required = false}};
  auto refused = scenario(scenario_kind::refused, outcome::breaks, "08P01", 0,
                          "client C got FATAL 08P01: prepared statement name is already in use");
  refused.counts_for = scenario_result::weight::caveat;
  refused.transcript = refused_again();
  auto cursor = scenario(scenario_kind::feature, outcome::breaks, "34000", 1,
                         "the cursor is gone in the next transaction");
  cursor.counts_for = scenario_result::weight::feature;
  cursor.feature = "cursors";
  cursor.use = "DECLARE ... WITH HOLD";
  result.scenarios = {scenario(scenario_kind::moved, outcome::works, std::nullopt, 2, ""), refused, cursor};
  return result;
}

}  // namespace

run_record driver_with_caveat() {
  auto run = passing();
  run.target.driver = "pgx";
  run.drivers = {
      pgx_of("", "default_query_exec_mode=cache_statement (default)", {"pgx", "5.8", ""}),
      pgx_of("old", "default_query_exec_mode=cache_statement (pgx before 5.8)", {"pgx", "", "5.8"}),
      config("pgx", "exec", outcome::works, "works", "default_query_exec_mode=exec")};
  return judge(std::move(run), {"PP101", "PP102"});
}

run_record errors_required() {
  return judge(driver_with_caveat(), {"PP101", "PP102"}, {.errors = true, .cursors = true, .batches = true});
}

run_record driver_generations() {
  auto run = passing();
  run.target.driver = "sqlalchemy-asyncpg:no-cache";
  auto newer = config("sqlalchemy-asyncpg", "no-cache", outcome::works, "works",
                      "statement_cache_size=0 in connect_args (asyncpg 0.31 or later)",
                      "SQLAlchemy 2.1.9 with asyncpg 0.32.0");
  auto older = config("sqlalchemy-asyncpg", "no-cache-old", outcome::breaks, "42P05 at execution 1",
                      "statement_cache_size=0 in connect_args (asyncpg before 0.31)",
                      "SQLAlchemy 2.0.52 with asyncpg 0.30.0");
  newer.required = older.required = true;
  older.generation_of = "no-cache";
  newer.holds_for = {{"asyncpg", "0.31", ""}};
  older.holds_for = {{"asyncpg", "", "0.31"}};
  older.sqlstate = "42P05";
  older.sqlstates = {"42P05"};
  older.executions = 1;
  older.fix = "asyncpg 0.31 or later";
  older.fix_id = "sqlalchemy-asyncpg:no-cache";
  older.fix_verified = true;
  older.scenarios = {scenario(scenario_kind::met, outcome::breaks, "42P05", 1,
                              "client B got ERROR 42P05: prepared statement already exists")};
  run.drivers = {newer, older};
  return judge(std::move(run), {"PP105"});
}

run_record all_drivers_checked() {
  auto run = failing();
  auto first = broken_driver();
  first.required = false;
  run.drivers = {
      std::move(first),
      config("sqlalchemy-asyncpg", "no-cache", outcome::works, "works",
             "statement_cache_size=0 in connect_args", "SQLAlchemy 2.0.36 with asyncpg 0.30.0"),
      config("psycopg2", "", outcome::works, "works", "default", "psycopg2 2.9.12"),
      config("postgres-js", "", outcome::breaks, "26000 at execution 2", "prepare: true (default)"),
      losing_driver(),
      driver_with_caveat().drivers.front(),
      config("pgx", "exec", outcome::works, "works", "default_query_exec_mode=exec")};
  for (auto& d : run.drivers) d.required = false;
  return run;
}

run_record offline() {
  auto run = driver_breaks();
  run.offline = true;
  run.findings.clear();
  run.pooler = {};
  run.server = {};
  run.cost = {};
  for (auto& d : run.drivers) {
    d.outcome = outcome::skipped;
    d.sqlstate.reset();
    d.executions = 0;
    d.summary = d.config == "no-cache" ? "works in transaction and session mode"
                                       : "needs a pool that tracks prepared statements, or session mode";
    d.fix = d.fix_id = {};
    d.fix_verified = false;
    d.scenarios.clear();
  }
  run.verdict = {.status = verdict_status::inconclusive,
                 .exit_code = exit_code::inconclusive,
                 .reasons = {"nothing was connected to: --offline looks at the connection text only"}};
  return run;
}

}  // namespace poolprobe::golden
