#include <algorithm>
#include <string>
#include <string_view>

#include "golden/records.hpp"
#include "judge/verdict.hpp"

namespace poolprobe::golden {
namespace {

struct row {
  std::string_view code, id, feature;
  poolprobe::outcome on_118;  ///< PgBouncer 1.18, transaction mode
  poolprobe::outcome on_126;
};

/// As the real program finds it, in the order of the registry.
constexpr row rows[] = {
    {"PP101", "prepared/duplicate-name", "the same statement name in two clients", outcome::breaks,
     outcome::works},
    {"PP102", "prepared/lost-statement", "named prepared statements", outcome::breaks, outcome::works},
    {"PP103", "prepared/foreign-statement", "named prepared statements", outcome::wrong_answer,
     outcome::works},
    {"PP104", "prepared/unnamed-across-sync", "unnamed statements bound later", outcome::wrong_answer,
     outcome::wrong_answer},
    {"PP105", "prepared/unnamed-one-sync", "unnamed prepared statements", outcome::works, outcome::works},
    {"PP106", "prepared/describe-after-switch", "a later Describe", outcome::breaks, outcome::works},
    {"PP107", "prepared/failed-parse", "a name again after its Parse failed", outcome::works,
     outcome::breaks},
    {"PP109", "prepared/sql-prepare", "SQL PREPARE", outcome::breaks, outcome::breaks},
    {"PP110", "prepared/sql-deallocate", "SQL DEALLOCATE", outcome::breaks, outcome::breaks},
    {"PP111", "prepared/deallocate-all", "DEALLOCATE ALL", outcome::skipped, outcome::skipped},
    {"PP112", "prepared/plan-invalidation", "prepared statements after ALTER TABLE", outcome::skipped,
     outcome::skipped},
    {"PP113", "prepared/statement-limit", "more than 200 prepared statements", outcome::works,
     outcome::works},
    {"PP201", "session/set", "SET", outcome::leaks, outcome::leaks},
    {"PP202", "session/advisory-lock", "advisory locks", outcome::leaks, outcome::leaks},
    {"PP203", "session/listen", "LISTEN", outcome::leaks, outcome::leaks},
    {"PP204", "session/hold-cursor", "cursors WITH HOLD", outcome::breaks, outcome::breaks},
    {"PP205", "session/temp-table", "temporary tables", outcome::skipped, outcome::skipped},
    {"PP301", "startup/extra-float-digits", "extra_float_digits", outcome::breaks, outcome::breaks},
    {"PP302", "startup/search-path", "search_path", outcome::breaks, outcome::breaks},
    {"PP303", "startup/options", "options", outcome::breaks, outcome::breaks},
    {"PP304", "startup/statement-timeout", "statement_timeout", outcome::breaks, outcome::breaks},
    {"PP305", "startup/unknown", "unknown ones", outcome::breaks, outcome::breaks},
    {"PP406", "protocol/simple-query", "simple queries", outcome::works, outcome::works},
};

/// The same run with every probe that the real program has to tell of.
run_record whole(run_record run, bool is_old) {
  for (auto const& r : rows) {
    auto const told = is_old ? r.on_118 : r.on_126;
    auto const known = std::find_if(run.findings.begin(), run.findings.end(),
                                    [&r](finding const& f) { return f.code == r.code; });
    if (known != run.findings.end() && known->outcome == told) continue;
    finding added;
    added.code = r.code;
    added.id = r.id;
    added.group = added.id.substr(0, added.id.find('/'));
    added.feature = r.feature;
    added.outcome = told;
    added.summary = "as " + added.id + " says";
    if (known == run.findings.end()) {
      run.findings.push_back(std::move(added));
    } else {
      added.required = known->required;
      *known = std::move(added);
    }
  }
  run.cost.connections = 16;
  run.cost.pooler_log_lines = 20;
  return run;
}

}  // namespace

run_record whole_failing() { return whole(failing(), true); }

run_record whole_passing() {
  auto run = whole(passing(), false);
  run.target.driver.reset();
  return run;
}

run_record whole_driver_breaks() {
  auto run = whole(driver_breaks(), true);
  run.target.advice.clear();
  return run;
}

run_record whole_driver_works() {
  auto run = whole(passing(), false);
  run.target.driver = "pgx";
  auto const known = driver_with_caveat();
  run.drivers = {known.drivers.front()};
  run.drivers.front().holds_for.clear();
  return judge(std::move(run), {"PP101", "PP102", "PP103"});
}

run_record two_drivers() {
  auto run = whole_failing();
  run.target.driver.reset();
  auto works = driver_with_caveat().drivers.back();
  works.required = true;
  run.drivers = {broken_driver(), std::move(works)};
  return judge(std::move(run), {"PP101", "PP102"});
}

run_record drivers_listed() {
  auto run = whole_passing();
  run.drivers = all_drivers_checked().drivers;
  return judge(std::move(run), {"PP101", "PP102", "PP103"});
}

run_record left_behind() {
  auto run = whole_passing();
  run.residue = {{4711, residue_kind::prepared_statement, "poolprobe_81d0e7b2",
                  "tried 3 times: others had the server connection"}};
  run.cost.bound_reached = "60 connections";
  return run;
}

run_record unreachable_host() {
  auto run = hosts().runs.back();
  return run;
}

namespace {

run_record at_long_host(run_record run) {
  std::string const host =
      "a-very-long-name-of-a-pooler-in-a-cluster.of-some-region.of-some-provider.example";
  run.target.host = host;
  run.target.display = "postgresql://app@" + host + ":6432/app";
  run.target.address = "192.0.2.7";
  return run;
}

}  // namespace

run_record long_host() { return at_long_host(whole_failing()); }

run_record long_host_driver() { return at_long_host(whole_driver_breaks()); }

run_record bench_long_host() { return at_long_host(benched()); }

run_record long_host_unreachable() {
  auto run = at_long_host(unreachable_host());
  run.verdict.reasons.front() = run.target.host + ":6432: no connection within the time limit";
  run.verdict.reasons.back() = "check host and port, firewalls and VPN; --timeout waits longer";
  return run;
}

run_record password_refused() {
  auto run = unreachable_host();
  run.target.source = "DATABASE_URL";
  run.verdict.reasons = {
      "127.0.0.1:6434: the password was refused (FATAL: 28P01: password authentication failed for user "
      "\"app\")",
      "check user and password in the connection text, PGPASSWORD or the password file; a pooler has its own "
      "list "
      "of users (PgBouncer: auth_file, auth_query) and its own login to PostgreSQL: its log says which was "
      "refused"};
  return run;
}

run_record refused_by_hostile() {
  auto run = password_refused();
  std::string const attack =
      "\x1b]0;owned\x07\x1b[2J \xC2\x9B"
      "31m \xE2\x80\xAE"
      "gpj \r\nCOMPATIBLE (exit 0) \xC0\xAF " +
      std::string(300, 'x');
  run.target.host = run.target.display = attack;
  run.verdict.reasons.front() = "127.0.0.1:6434: the login was refused (" + attack + ")";
  return run;
}

run_record linted() {
  auto run = unreachable_host();
  run.offline = true;
  run.verdict = {verdict_status::inconclusive,
                 exit_code::compatible,
                 {"nothing in the text fails or is refused; nothing was connected to"}};
  return run;
}

run_record linted_wrong() {
  auto run = linted();
  run.target.advice = {{advice_kind::refused, "options",
                        "PgBouncer before 1.20 refuses it; later ones refuse settings that they do not track",
                        "ALTER ROLE ... SET gives the setting to all"}};
  run.verdict = {
      verdict_status::incompatible, exit_code::incompatible, {"poolers refuse options in the text"}};
  return run;
}

}  // namespace poolprobe::golden
