// Observes the verdict on every configuration of the catalogue on one server. Which one: the environment
// variable POOLPROBE_SERVER, e.g. "pgbouncer 1.18"; CTest runs this once for each.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <optional>

#include "drivers/driver.hpp"
#include "drivers/engine/driver_session.hpp"
#include "drivers/engine/requirement.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "lab/check_json.hpp"
#include "lab/verdicts.hpp"
#include "model/outcome.hpp"
#include "support/inspector.hpp"
#include "support/logs.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// A server of the lab, and the column of the table that belongs to it.
struct kind {
  std::string_view name;
  std::string_view program;
  std::string_view series;
  std::size_t column;
  bool tracks = false;  ///< it tracks prepared statements
};
constexpr kind kinds[] = {
    {"postgres 15", "postgres", "15", 0},
    {"postgres 18", "postgres", "18", 0},
    {"pgbouncer 1.18", "pgbouncer", "1.18", 1},
    {"pgbouncer 1.24 plain", "pgbouncer", "1.24", 1},
    {"pgbouncer 1.24", "pgbouncer", "1.24", 2, true},
    {"pgbouncer 1.26", "pgbouncer", "1.26", 3, true},
};

kind const& under_test() {
  auto const* name = std::getenv("POOLPROBE_SERVER");
  auto const wanted = std::string_view(name == nullptr ? "pgbouncer 1.18" : name);
  auto const* found =
      std::find_if(std::begin(kinds), std::end(kinds), [wanted](kind const& k) { return k.name == wanted; });
  REQUIRE(found != std::end(kinds));
  return *found;
}

/// PostgreSQL and, where that is under test, PgBouncer in transaction mode in front of it.
class stand {
 public:
  stand() {
    if (under_test().program != "pgbouncer") return;
    lab::options options;
    if (under_test().name.ends_with("plain")) options.settings = {{"max_prepared_statements", "0"}};
    pooler_.emplace(binary(), server_, lab::usual_pools(), options);
  }

  [[nodiscard]] std::string url(std::string const& pool = "transaction") const {
    return pooler_ ? pooler_->url(pool) : server_.url();
  }
  [[nodiscard]] log_watch watch() const { return log_watch(server_, pooler_ ? &*pooler_ : nullptr); }
  [[nodiscard]] std::vector<std::string> left_behind() const {
    return leftovers(pooler_ ? std::vector{url()} : std::vector<std::string>(), server_.url());
  }

 private:
  static lab::found_binary binary() {
    return server_or_skip(std::string(under_test().program), std::string(under_test().series));
  }

  lab::postgres server_{under_test().program == "postgres" ? binary() : any_postgres()};
  std::optional<lab::pgbouncer> pooler_;
};

std::string id_of(nlohmann::json const& d) {
  auto const config = d["config"].get<std::string>();
  return d["driver"].get<std::string>() + (config.empty() ? "" : ":" + config);
}

/// The result, written as in the table.
std::string told(nlohmann::json const& d) {
  auto const outcome = d["outcome"].get<std::string>();
  if (!is_failure(known_or_unknown<poolprobe::outcome>(outcome))) return outcome;
  return fmt::format("{} {} {}", outcome == "wrong_answer" ? "wrong" : outcome,
                     d["sqlstate"].is_string() ? d["sqlstate"].get<std::string>() : "-",
                     d["executions"].get<int>());
}

/// A star stands for any SQLSTATE.
bool fits(std::string_view expected, std::string_view seen) {
  auto const star = expected.find('*');
  if (star == std::string_view::npos) return expected == seen;
  return seen.starts_with(expected.substr(0, star)) && seen.ends_with(expected.substr(star + 1));
}

/// Whether it would work if its startup parameters were accepted; caveats and features are not considered.
bool would_work(nlohmann::json const& d) {
  for (auto const& scenario : d["scenes"]) {
    auto const name = scenario["scene"].get<std::string>();
    auto const counts =
        name != "login" && name != "setting" && name != "failed" && name != "refused" && name != "feature";
    if (counts && scenario["outcome"] != "works") return false;
  }
  return true;
}

/// Deallocates statements by names that a tracking pooler does not know; no probe tests that.
bool deallocates_by_name(std::string_view id) {
  using release_time = enum statement_release::when;
  auto const& release = find_driver(id).config->release;
  return release.when != release_time::never && release.script.starts_with('Q');
}

std::string explained(nlohmann::json const& d) {
  std::string text = d["summary"].get<std::string>();
  for (auto const& scenario : d["scenes"]) {
    text += fmt::format("\n{}: {}", scenario["scene"].get<std::string>(),
                        scenario["observed"].get<std::string>());
    for (auto const& t : scenario["transcript"]) {
      text += fmt::format("\n  {} {} {}: {}", t["client"].get<std::string>(), t["backend"].dump(),
                          t["sent"].get<std::string>(), t["received"].get<std::string>());
    }
  }
  return text;
}

/// One run for the tests that only look at it.
nlohmann::json const& all_verdicts() {
  static auto const run = [] {
    stand const here;
    return check_json(here.url(), {"--drivers", "--only", "PP101"}).run;
  }();
  return run;
}

bool shares_server_connections() { return under_test().program == "pgbouncer"; }

/// Whether its COMMIT is a named statement that it prepares again where it is missing; by then the block has
/// failed.
bool tries_named_commit_again(driver_config const& config) {
  auto const named = config.transaction.commit.find("P({})") != std::string_view::npos;
  return named && config.retry.inside_block && !config.transaction.reports_rollback;
}

/// Whether it drops a statement inside a block by a name that only the client knows, and hides the error.
bool loses_block_on_failed_deallocate(std::string_view id) {
  auto const& config = *find_driver(id).config;
  return deallocates_by_name(id) && !config.release.error_reaches_program && config.release.inside_block &&
         !config.transaction.reports_rollback;
}

/// It parses under a name that a refused query had, and has not closed that one before.
bool parses_a_refused_name_again(driver_config const& config) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  driver_session session(config, names);
  std::string before;
  for (int i = 0; i < 3; ++i) {
    auto const sent = session.refused(1);
    auto const& parse = sent.back().steps.front();
    if (parse.verb != notation::verb::parse) return false;
    auto const closed = std::any_of(sent.begin(), sent.end() - 1, [&](driver_message const& one) {
      return one.steps.front().name == parse.name;
    });
    if (!closed && !parse.name.empty() && parse.name == before) return true;
    before = parse.name;
  }
  return false;
}

nlohmann::json scenario_of(nlohmann::json const& d, std::string_view name) {
  for (auto const& s : d["scenes"]) {
    if (s["scene"] == name) return s;
  }
  return {};
}

}  // namespace

TEST_CASE("every configuration gets the result in the table, and nothing is left behind") {
  stand const here;
  auto const seen = check_json(here.url(), {"--drivers", "--only", "PP101"});
  REQUIRE(seen.run.is_object());
  auto const rows = expected_verdicts();
  auto all = seen.run["drivers"];
  for (auto const& row : rows) {
    if (!find_driver(row.id).config->outdated) continue;  // simulated where it is named
    auto const named = check_json(here.url(), {"--driver", std::string(row.id), "--only", "PP101"});
    all.push_back(named.run["drivers"].front());
  }
  CHECK(all.size() == rows.size());
  for (auto const& d : all) {
    auto const id = id_of(d);
    auto const got = told(d);
    auto const row = std::find_if(rows.begin(), rows.end(), [&id](auto const& r) { return r.id == id; });
    CHECK_MESSAGE(row != rows.end(), id << " is not in the table, got " << got);
    if (row == rows.end()) continue;
    CAPTURE(id);
    auto const expected = row->outcomes[under_test().column];
    CHECK_MESSAGE(fits(expected, got), expected << " expected, got " << got << "\n" << explained(d));
  }
  CHECK(seen.run["residue"].empty());
  CHECK(seen.run["cost"]["peak_connections"] <= 3);
  for (auto const& line : here.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("commits are lost where a named COMMIT is retried, and where a drop by SQL fails unnoticed") {
  int lost = 0;
  for (auto const& d : all_verdicts()["drivers"]) {
    auto const id = id_of(d);
    CAPTURE(id);
    auto const again = tries_named_commit_again(*find_driver(id).config) && !under_test().tracks;
    auto const dropped = loses_block_on_failed_deallocate(id) && under_test().tracks;
    auto const loses = shares_server_connections() && (again || dropped);
    CHECK_MESSAGE((d["outcome"] == "loses") == loses, explained(d));
    lost += loses ? 1 : 0;
  }
  CHECK((lost >= 3) == shares_server_connections());
}

TEST_CASE(
    "a name that is parsed again after it was refused closes the connection where the pooler tracks names") {
  int closed = 0;
  for (auto const& d : all_verdicts()["drivers"]) {
    auto const id = id_of(d);
    CAPTURE(id);
    auto const refused = scenario_of(d, "refused");
    auto const closes = under_test().tracks && parses_a_refused_name_again(*find_driver(id).config);
    CHECK_MESSAGE((!refused.is_null() && refused["outcome"] != "works") == closes, explained(d));
    if (!closes) continue;
    ++closed;
    CHECK(refused["sqlstate"] == "08P01");
  }
  CHECK((closed >= 6) == under_test().tracks);
}

TEST_CASE("statements that are parsed in one Sync and bound in another are safe inside a block only") {
  for (auto const& d : all_verdicts()["drivers"]) {
    auto const id = id_of(d);
    CAPTURE(id);
    auto const needs = statement_needs_of(*find_driver(id).config);
    if (!needs.unnamed_later || needs.always_in_block || !find_driver(id).config->startup.empty()) continue;
    CHECK_MESSAGE((d["outcome"] == "works") == !shares_server_connections(), explained(d));
  }
}

TEST_CASE("a second run on warm server connections says the same") {
  stand const here;
  std::map<std::string, std::string> first;
  for (auto const& d : check_json(here.url(), {"--drivers", "--only", "PP101"}).run["drivers"])
    first[id_of(d)] = d["outcome"];
  for (auto const& d : check_json(here.url(), {"--drivers", "--only", "PP101"}).run["drivers"]) {
    CAPTURE(id_of(d));
    CHECK(d["outcome"] == first[id_of(d)]);
  }
}

TEST_CASE("what the drivers get agrees with what the probes find") {
  stand const here;
  auto const run = check_json(here.url(), {"--drivers"}).run;
  for (auto const& d : run["drivers"]) {
    auto const id = id_of(d);
    CAPTURE(id);
    if (deallocates_by_name(id) && under_test().tracks) continue;
    auto required = requirements_of(*find_driver(id).config);
    // What happens to a startup parameter after the login shows in no scenario of one driver.
    std::erase_if(required, [](auto const& code) { return code.starts_with("PP3"); });
    auto const all_work = std::all_of(required.begin(), required.end(),
                                      [&run](auto const& code) { return outcome_of(run, code) == "works"; });
    CHECK_MESSAGE(would_work(d) == all_work, explained(d));
  }
}

TEST_CASE("every fix that is recommended was seen to work in the same run") {
  stand const here;
  auto const run = check_json(here.url(), {"--drivers", "--only", "PP101"}).run;
  std::map<std::string, std::string> outcomes;
  for (auto const& d : run["drivers"]) outcomes[id_of(d)] = d["outcome"];
  for (auto const& d : run["drivers"]) {
    CAPTURE(id_of(d));
    auto const broken = is_failure(known_or_unknown<outcome>(d["outcome"].get<std::string>()));
    CHECK(d["fix"].is_null() != broken);
    if (!broken) continue;
    CHECK(d["fix_verified"] == d["fix_config"].is_string());
    if (d["fix_config"].is_string()) CHECK(outcomes[d["fix_config"]] == "works");
  }
}

TEST_CASE("no driver that asks for a search_path works better than PP302 says") {
  stand const here;
  auto const run = check_json(here.url(), {"--drivers", "--only", "PP302", "--sacrificial"}).run;
  auto const outcome = outcome_of(run, "PP302");
  int compared = 0;
  for (auto const& d : run["drivers"]) {
    auto const* config = find_driver(id_of(d)).config;
    if (config->startup.empty() || config->startup.front().name != "search_path") continue;
    CAPTURE(explained(d));
    CHECK((d["outcome"] == "works") == (outcome == "works"));
    if (outcome == "leaks") CHECK(d["outcome"] == "wrong_answer");
    ++compared;
  }
  CHECK(compared == 3);
}

TEST_CASE("the errors that the drivers cause are counted as in the logs") {
  stand const here;
  auto watch = here.watch();
  auto const cost = check_json(here.url(), {"--drivers", "--only", "PP101"}).run["cost"];
  auto const news = watch.news();
  CHECK(cost["pooler_log_lines"] == news.errors.size());
  std::string lines;
  for (auto const& line : news.closed_servers) lines += "\n  " + line;
  CHECK_MESSAGE(cost["closed_servers"] == news.closed_servers.size(), lines);
}

TEST_CASE("a passive run simulates only what no pooler refuses, and causes no error") {
  stand const here;
  auto watch = here.watch();
  auto const run = check_json(here.url(), {"--driver", "asyncpg", "--passive"}).run;
  REQUIRE(run["drivers"].size() > 0);
  CHECK(run["drivers"][0]["outcome"] == "skipped");
  CHECK(run["verdict"]["exit_code"] == 4);
  auto const calm = check_json(here.url(), {"--driver", "pgx:exec", "--passive"}).run;
  CHECK(calm["drivers"][0]["outcome"] == "works");
  CHECK(calm["verdict"]["exit_code"] == 0);
  auto const all = check_json(here.url(), {"--drivers", "--passive"}).run;
  for (auto const& d : all["drivers"]) {
    CAPTURE(id_of(d));
    auto const outcome = d["outcome"].get<std::string>();
    CHECK((outcome == "works" || outcome == "skipped"));
  }
  CHECK(watch.news().errors.empty());
}
