#include "golden/records.hpp"

#include <algorithm>
#include <limits>

namespace poolprobe::golden {
namespace {

finding works(std::string code, std::string id, std::string feature, std::string summary, bool required) {
  auto group = id.substr(0, id.find('/'));
  return {.code = std::move(code),
          .id = std::move(id),
          .group = std::move(group),
          .outcome = outcome::works,
          .required = required,
          .sqlstate = std::nullopt,
          .summary = std::move(summary),
          .requirement = {},
          .expected = {},
          .observed = {},
          .fixes = {},
          .transcript = {},
          .duration_ms = 2.75,
          .feature = std::move(feature)};
}

/// A run on the loopback with the given findings; callers set what is different.
run_record loopback(std::vector<finding> findings) {
  run_record run;
  run.tool = {.name = "poolprobe", .version = "0.1.0", .libpq = "15.18"};
  run.target = {.display = "postgresql://app@127.0.0.1:6432/app",
                .source = "argument",
                .host = "127.0.0.1",
                .port = "6432",
                .database = "app",
                .user = "app",
                .driver = std::nullopt,
                .settings_removed = {},
                .startup = {},
                .set_at_login = {},
                .advice = {}};
  run.server = {.version = "15.18"};
  run.findings = std::move(findings);
  run.cost = {.connections = 5,
              .peak_connections = 3,
              .round_trips = 60,
              .critical_path = 41,
              .pooler_log_lines = 2,
              .closed_servers = 0,
              .duration_ms = 143.2};
  return run;
}

/// What every PgBouncer in transaction mode does with the messages.
std::vector<evidence> transaction_mode_evidence() {
  return {{.signal = "unknown-startup-parameter",
           .observed = "a made-up startup parameter was refused before the password was asked, with 08P01",
           .means = "that is how PgBouncer refuses it; PostgreSQL asks for the password first"},
          {.signal = "forced-switch",
           .observed = "two clients used server connection 4711 in turn, and the first then got 4712",
           .means = "server connections change hands between transactions"},
          {.signal = "key-pid",
           .observed = "the login named process 1804289383, the server says it is 4711",
           .means = "somebody between us answers for the server"},
          {.signal = "backend-age",
           .observed = "the server connection is 122.4 s old, ours 0.004 s",
           .means = "it served others before us"}};
}

}  // namespace

std::vector<finding> all_work() {
  return {works("PP101", "prepared/duplicate-name", "the same statement name in two clients",
                "two clients can prepare the same name", true),
          works("PP102", "prepared/lost-statement", "named prepared statements",
                "a statement is there in the next transaction", true),
          works("PP103", "prepared/foreign-statement", "named prepared statements",
                "each client is answered by its own statement", true),
          works("PP104", "prepared/unnamed-across-sync", "unnamed statements bound later",
                "the unnamed statement outlives its Sync", false),
          works("PP105", "prepared/unnamed-one-sync", "unnamed prepared statements",
                "prepare and run in one go works", false),
          works("PP201", "session/set", "SET", "a SET stays with the client that made it", false),
          works("PP406", "protocol/simple-query", "simple queries", "simple queries work", false)};
}

finding& by_code(run_record& run, std::string_view code) {
  return *std::find_if(run.findings.begin(), run.findings.end(),
                       [code](finding const& found) { return found.code == code; });
}

run_record failing() {
  auto run = loopback(all_work());
  run.pooler = {.present = certainty::yes,
                .product = "pgbouncer",
                .version = "< 1.20",
                .pool_mode = pool_mode::transaction,
                .prepared_statements = support::unsupported,
                .layers = 1,
                .evidence = transaction_mode_evidence()};
  by_code(run, "PP101") = duplicate_name_breaks();
  by_code(run, "PP102") = lost_statement_breaks();
  by_code(run, "PP103") = foreign_statement_answers();
  by_code(run, "PP104") = unnamed_answers();
  by_code(run, "PP201") = set_leaks();
  run.verdict = {.status = verdict_status::incompatible,
                 .exit_code = exit_code::incompatible,
                 .reasons = {"PP101 prepared/duplicate-name breaks with 42P05",
                             "PP102 prepared/lost-statement breaks with 26000",
                             "PP103 prepared/foreign-statement gives a wrong answer"}};
  return run;
}

run_record balanced() {
  auto run = failing();
  run.pooler.path = {{"TCP balancer, or several processes at one address", "some never meet"},
                     {"PgBouncer 1.24.1, transaction mode", "the login says so"},
                     {"PgBouncer < 1.20, transaction mode", "the refusal of a startup parameter", true},
                     {"PostgreSQL 17.6, a standby", "started 2026-01-02 03:04:05+00"}};
  run.pooler.processes_differ = "one pooler behind this address announces nothing, another one does";
  run.pooler.processes_judged = 2;
  run.pooler.pinned_by = {"SET", "LISTEN"};
  return run;
}

run_record passing() {
  auto run = loopback(all_work());
  run.target.display = "postgresql+asyncpg://app@127.0.0.1:6432/app";
  run.target.source = "DATABASE_URL";
  run.target.driver = "asyncpg";
  run.server.version = "17.6";
  run.pooler = {.present = certainty::yes,
                .product = "pgbouncer",
                .version = "1.26.1",
                .pool_mode = pool_mode::transaction,
                .prepared_statements = support::supported,
                .layers = 1,
                .evidence = transaction_mode_evidence()};
  run.pooler.evidence.insert(run.pooler.evidence.begin(),
                             {.signal = "announced",
                              .observed = "pgbouncer.version 1.26.1, pgbouncer.pool_mode transaction, "
                                          "pgbouncer.max_prepared_statements 200",
                              .means = "the pooler says so itself at login"});
  by_code(run, "PP104") = unnamed_answers();
  by_code(run, "PP201") = set_leaks();
  run.verdict = {.status = verdict_status::compatible, .exit_code = exit_code::compatible, .reasons = {}};
  return run;
}

run_record direct() {
  auto run = loopback(all_work());
  run.target.display = "postgresql://app@127.0.0.1:5432/app";
  run.target.port = "5432";
  run.pooler = {.present = certainty::no,
                .product = "none",
                .version = std::nullopt,
                .pool_mode = pool_mode::none,
                .prepared_statements = support::supported,
                .layers = 0,
                .evidence = {{.signal = "key-pid",
                              .observed = "process 4711 logged us in and answers us",
                              .means = "nobody is in between"},
                             {.signal = "backend-age",
                              .observed = "the server connection is as old as ours",
                              .means = "it was opened for us"}}};
  run.cost = {.connections = 4,
              .peak_connections = 2,
              .round_trips = 50,
              .critical_path = 38,
              .pooler_log_lines = 1,
              .closed_servers = 0,
              .duration_ms = 61.7};
  run.verdict = {.status = verdict_status::compatible, .exit_code = exit_code::compatible, .reasons = {}};
  return run;
}

run_record pool_of_one() {
  auto run = loopback(all_work());
  run.target.display = "jdbc:postgresql://127.0.0.1:6432/one?user=app";
  run.target.source = "--url-file pool.url";
  run.target.database = "one";
  run.target.driver = "pgjdbc";
  run.target.settings_removed = {
      {.key = "prepareThreshold",
       .value = "5",
       .meaning = "pgjdbc's own: it names a statement on its fifth use, as by default"},
      {.key = "sslpassword", .value = "", .meaning = "pgjdbc's own: opens the key file"}};
  run.pooler = {.present = certainty::yes,
                .product = "pgbouncer",
                .version = ">= 1.23, < 1.26",
                .pool_mode = pool_mode::transaction,
                .prepared_statements = support::unknown,
                .layers = 1,
                .evidence = transaction_mode_evidence()};
  auto& lost = by_code(run, "PP102");
  lost.outcome = outcome::unknown;
  lost.summary = "the pool has one server connection only";
  lost.observed =
      "The pool has one server connection: while client B held it, client A had no answer within "
      "1000 ms, so a change of server connection cannot be forced.";
  lost.fixes = {"Try again with a pool_size of at least 2, at a quiet time."};
  lost.transcript = {{.client = "A",
                      .sent = "P(poolprobe_0b7712fe) S",
                      .sql = "select 41 + 1",
                      .backend = 4711,
                      .received = "parsed",
                      .ms = 0.4},
                     {.client = "A",
                      .sent = "B(poolprobe_0b7712fe) E S",
                      .sql = "",
                      .backend = std::nullopt,
                      .received = "no answer within 1000 ms",
                      .ms = 1000.4}};
  run.cost.duration_ms = 2310.5;
  run.verdict = {.status = verdict_status::inconclusive,
                 .exit_code = exit_code::inconclusive,
                 .reasons = {"PP102 prepared/lost-statement could not be observed"}};
  return run;
}

run_record interrupted() {
  auto run = failing();
  for (auto* code : {"PP103", "PP104", "PP105", "PP201", "PP406"}) {
    auto& found = by_code(run, code);
    bool const required = found.required;
    found = works(found.code, found.id, found.feature, "interrupted before its turn", required);
    found.outcome = outcome::skipped;
    found.duration_ms = 0;
  }
  run.pooler.present = certainty::unknown;
  run.pooler.product = "unknown";
  run.pooler.version = std::nullopt;
  run.pooler.pool_mode = pool_mode::unknown;
  run.pooler.layers = 0;
  run.pooler.evidence.clear();
  run.server.version.clear();
  run.residue = {{.backend = 4711, .kind = residue_kind::prepared_statement, .name = "poolprobe_81d0e7b2"},
                 {.backend = 4712, .kind = residue_kind::setting, .name = "poolprobe.k7d1f"}};
  run.cost.closed_servers = 1;
  run.verdict = {.status = verdict_status::error,
                 .exit_code = exit_code::interrupted,
                 .reasons = {"stopped by SIGINT after 2 of 7 probes"}};
  return run;
}

run_record hostile() {
  // A title change, a cleared screen, a C1 CSI (as UTF-8 and as a bare byte), a direction override, a bell,
  // a carriage return over the verdict, a truncated sequence, an overlong slash, a surrogate.
  std::string const attack =
      "\x1b]0;owned\x07\x1b[2J \xC2\x9B"
      "31m \x9B"
      "31m \xE2\x80\xAE"
      "gpj \r\nverdict ok \xE2\x82 \xC0\xAF \xED\xA0\x80";
  auto run = failing();
  run.tool.libpq = attack;
  run.target.display += attack;
  run.target.source = attack;
  run.target.driver = attack;
  run.target.settings_removed = {{.key = attack, .value = attack, .meaning = attack}};
  run.target.advice = {{.kind = advice_kind::fails, .about = attack, .says = attack, .remedy = attack}};
  run.server.version = attack;
  run.pooler.product = attack;
  run.pooler.version = attack;
  run.pooler.evidence = {{.signal = attack, .observed = attack, .means = attack}};
  run.findings.resize(1);
  auto& found = run.findings.front();
  found.summary = found.requirement = found.expected = found.observed = attack;
  found.fixes = {attack, attack};
  found.transcript = {{.client = attack,
                       .sent = attack,
                       .sql = attack,
                       .backend = 4711,
                       .received = attack,
                       .ms = std::numeric_limits<double>::infinity()}};
  found.duration_ms = std::numeric_limits<double>::quiet_NaN();
  run.drivers = {broken_driver()};
  auto& driver = run.drivers.front();
  driver.driver = "x";
  driver.setting = driver.script = driver.summary = driver.fix = driver.proved = attack;
  for (auto& scenario : driver.scenarios) {
    scenario.observed = attack;
    scenario.transcript = found.transcript;
  }
  run.residue = {{.backend = 4711, .kind = residue_kind::setting, .name = attack}};
  run.verdict.reasons = {attack};
  return run;
}

}  // namespace poolprobe::golden
