// What --dry-run lists is what a real check sends: compared step by step with the transcripts of a check
// behind a real PgBouncer, and statement by statement with the server's log.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

#include "lab/check_json.hpp"
#include "probes/probe.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using nlohmann::json;

namespace {

std::vector<std::string> with(std::vector<std::string> options, std::string more) {
  options.push_back(std::move(more));
  return options;
}

/// Removes what differs from run to run: names, random numbers, and values known only from an answer.
std::string plain(std::string const& text) {
  static std::regex const name(R"(poolprobe[_ ](\{run\}|[0-9a-f]{16})(_\d+)?)");
  static std::regex const number(R"(\d+(\.\d+)?)");
  static std::regex const value(R"((startup\([^=]*=).*)");
  auto const without_names = std::regex_replace(text, name, "NAME");
  return std::regex_replace(std::regex_replace(without_names, value, "$1"), number, "#");
}

std::string text_of(json const& value) { return value.is_string() ? value.get<std::string>() : ""; }

struct sent_step {
  std::string client;
  std::string sent;
  std::string sql;
  bool refused = false;

  [[nodiscard]] bool same(sent_step const& listed) const {
    return client == listed.client && plain(sent) == plain(listed.sent) &&
           (listed.sql == "{answer}" || plain(sql) == plain(listed.sql));
  }
};

std::string shown(std::vector<sent_step> const& steps) {
  std::string text;
  for (auto const& s : steps) text += fmt::format("\n  {} {}  {}", s.client, s.sent, s.sql);
  return text;
}

/// The steps of a transcript that send something; the others only wait, or have no connection.
std::vector<sent_step> sent_in(json const& finding) {
  std::vector<sent_step> all;
  for (auto const& s : finding["transcript"]) {
    auto const received = s["received"].get<std::string>();
    if (s["sent"] == "|" || received == "closed the connection") continue;
    auto const refused = received.starts_with("ERROR") || received.starts_with("FATAL");
    all.push_back({text_of(s["client"]), text_of(s["sent"]), text_of(s["sql"]), refused});
  }
  return all;
}

/// What a part lists, without the opening and closing of connections, which transcripts do not show.
std::vector<sent_step> listed_in(json const& part) {
  std::vector<sent_step> all;
  for (auto const& s : part["steps"]) {
    if (s["sent"] == "connect" || s["sent"] == "close") continue;
    all.push_back({text_of(s["client"]), text_of(s["sent"]), text_of(s["sql"])});
  }
  return all;
}

json part_of(json const& plan, std::string_view code) {
  for (auto const& p : plan["parts"]) {
    if (p["code"] == code) return p;
  }
  return {};
}

bool same(sent_step const& real, sent_step const& listed) { return real.same(listed); }

bool begins_with(std::vector<sent_step> const& listed, std::vector<sent_step> const& real) {
  return real.size() <= listed.size() && std::equal(real.begin(), real.end(), listed.begin(), same);
}

bool ends_with(std::vector<sent_step> const& listed, std::vector<sent_step> const& real) {
  return real.size() <= listed.size() && std::equal(real.rbegin(), real.rend(), listed.rbegin(), same);
}

std::vector<sent_step> by(std::vector<sent_step> steps, std::string const& client) {
  std::erase_if(steps, [&client](sent_step const& s) { return s.client != client; });
  return steps;
}

/// Compares client by client, because two clients' requests sent at the same time are answered in any order.
bool all_begin_with(std::vector<sent_step> const& listed, std::vector<sent_step> const& real) {
  return std::all_of(real.begin(), real.end(), [&](sent_step const& s) {
    return begins_with(by(listed, s.client), by(real, s.client));
  });
}

/// The steps up to the first refused one, including it: after a refusal the real check continues differently.
std::vector<sent_step> up_to_refusal(std::vector<sent_step> steps) {
  auto const first = std::find_if(steps.begin(), steps.end(), [](auto const& s) { return s.refused; });
  if (first != steps.end()) steps.erase(first + 1, steps.end());
  return steps;
}

/// How many requests are sent depends on time.
bool may_end_early(std::string_view code) { return code == "PP405"; }

void compare(json const& finding, json const& part) {
  auto const listed = listed_in(part);
  auto const real = sent_in(finding);
  auto const works = finding["outcome"] == "works";
  INFO("really sent:", shown(real));
  INFO("listed:", shown(listed));
  CHECK(part["not_run"].is_string() == (finding["outcome"] == "skipped"));
  CHECK(listed.empty() == real.empty());
  // When a probe gives `unknown` it is tried again, and the transcript is that of the last attempt.
  if (finding["outcome"] == "unknown") {
    CHECK(ends_with(listed, real));
  } else {
    CHECK(all_begin_with(listed, works ? real : up_to_refusal(real)));
  }
  if (works && !may_end_early(text_of(finding["code"]))) CHECK(listed.size() == real.size());
}

/// Every statement that reached the server, from its log (log_statement=all).
std::set<std::string> logged(std::string const& log) {
  std::set<std::string> all;
  std::istringstream lines(log);
  for (std::string line; std::getline(lines, line);) {
    auto const begin = std::min(line.find("LOG:  statement: "), line.find("LOG:  execute "));
    if (begin == std::string::npos) continue;
    auto const sql = line.find(": ", line.find(':', begin) + 1);
    all.insert(line.substr(sql + 2));
  }
  return all;
}

/// Statements built from an answer, statements of PgBouncer's own, and what the clean-up asks only where a
/// server connection turned out to be clean.
bool cannot_be_listed(std::string const& sql) {
  for (auto const* begin : {"/**/ deallocate", "close ", "drop table pg_temp", "deallocate poolprobe",
                            "unlisten poolprobe", "SET ", "select pid from pg_stat_activity"}) {
    if (sql.starts_with(begin)) return true;
  }
  return false;
}

/// The SQL as it would be listed: named statements without their mark, long ones shortened.
std::string as_listed(std::string const& sql) {
  auto const holds = [&sql](char const* words) { return sql.find(words) != std::string::npos; };
  if (holds("/* xxx")) return "select # /* # KB of x */";
  if (holds("pg_sleep(2)")) return "select pg_sleep(#) ...";
  if (holds("'parsed by")) return plain(sql.substr(0, sql.find('$'))) + "$#, ..., $#]::text[]) = #";
  return plain(sql.starts_with("prepare ") ? sql : sql.substr(0, sql.find(" /* poolprobe ")));
}

/// The statements of a step; some steps carry several.
void add_statements(json const& sent_step, std::set<std::string>& to) {
  auto text = plain(text_of(sent_step["sql"]));
  for (auto end = text.find("; "); end != std::string::npos; end = text.find("; ")) {
    to.insert(text.substr(0, end));
    text.erase(0, end + 2);
  }
  to.insert(text);
}

/// Compares a check with its dry run; returns the number of probes that worked.
int compare(lab::pgbouncer const& pooler, std::vector<std::string> const& options) {
  CAPTURE(pooler.version());
  CAPTURE(fmt::format("{}", fmt::join(options, " ")));
  auto const real = check_json(pooler.url("transaction"), options).run;
  auto const dry = check_json(pooler.url("transaction"), with(options, "--dry-run"));
  CHECK(dry.exit_code == 0);
  CHECK(dry.errors.empty());
  CHECK(dry.run["parts"].size() == real["findings"].size() + 2);
  int good = 0;
  for (auto const& finding : real["findings"]) {
    CAPTURE(finding["code"].get<std::string>());
    CAPTURE(finding["outcome"].get<std::string>());
    compare(finding, part_of(dry.run, finding["code"].get<std::string>()));
    good += finding["outcome"] == "works" ? 1 : 0;
  }
  return good;
}

}  // namespace

TEST_CASE("what is listed is what is sent, as long as all goes well") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  CHECK(compare(pooler, {"-v", "--allow-ddl", "--sacrificial"}) > 15);
  CHECK(compare(pooler, {"--require", "session"}) > 15);
  CHECK(compare(pooler, {"--passive"}) == 5);
  // Skips what the pooler closes or refuses: after that, it varies which clients are connected.
  CHECK(compare(pooler, {"--max-connections", "2", "--skip", "PP107,PP108,startup"}) > 10);
  CHECK(compare(pooler, {"--only", "session,PP404", "--skip", "session/set", "--allow-ddl"}) == 4);
  CHECK(compare(pooler, {"--admin", "--only", "protocol/simple-query"}) == 1);
}

TEST_CASE("what is listed holds for other versions too") {
  lab::postgres const server(any_postgres());
  for (auto const* version : {"1.18", "1.26"}) {
    if (auto const binary = find_server("pgbouncer", version)) {
      lab::pgbouncer const pooler(*binary, server);
      CHECK(compare(pooler, {"--allow-ddl", "--sacrificial"}) > 5);
    }
  }
}

/// The steps of all the scenarios of a driver.
std::vector<sent_step> simulated_steps(json const& driver) {
  std::vector<sent_step> all;
  for (auto const& scenario : driver["scenes"]) {
    auto const more = sent_in(scenario);
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

/// The steps without statement names, which each driver forms its own way, and without SQL built from an
/// answer, which occurs only where something was left behind.
std::vector<sent_step> nameless(std::vector<sent_step> steps) {
  std::erase_if(steps, [](sent_step const& s) { return s.sql == "{answer}"; });
  // One that gives back a server connection may do so for several scenarios.
  std::erase_if(steps, [](sent_step const& s) { return s.sent == "S"; });
  static std::regex const name(R"(\b(P|B)\([^)]+\))");
  static std::regex const dropped(R"(C\(S [^)]+\))");
  static std::regex const table(R"(poolprobe_missing_(\{run\}|[0-9a-f]+))");
  for (auto& s : steps) {
    s.sent = std::regex_replace(s.sent, name, "$1(NAME)");
    s.sent = std::regex_replace(s.sent, dropped, "C(S NAME)");
    s.sql = std::regex_replace(s.sql, table, "TABLE");
  }
  return steps;
}

json part_named(json const& plan, std::string_view id) {
  for (auto const& p : plan["parts"]) {
    if (p["id"] == id) return p;
  }
  return {};
}

TEST_CASE("what the check of a driver sends is listed, too") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  for (std::string const driver :
       {"asyncpg", "psycopg2", "psycopg3@psycopg=3.3,libpq=17", "pgjdbc", "prisma-6:pgbouncer",
        "npgsql:auto-prepare", "postgres-js", "diesel@diesel=2.3", "pgx@pgx=5.8", "php-pdo", "rails",
        "drizzle", "psycopg3:zero", "tokio-postgres"}) {
    CAPTURE(driver);
    std::vector<std::string> const options{"--driver", driver, "--only", "PP406"};
    auto const real = check_json(pooler.url("transaction"), options).run["drivers"];
    auto const dry = check_json(pooler.url("transaction"), with(options, "--dry-run")).run;
    REQUIRE_FALSE(real.empty());  // others follow where it works with a caveat only
    REQUIRE(real[0]["outcome"] == "works");
    auto const sent = nameless(simulated_steps(real[0]));
    auto const listed = nameless(listed_in(part_named(dry, driver.substr(0, driver.find('@')))));
    INFO("really sent:", shown(sent));
    INFO("listed:", shown(listed));
    CHECK(listed.size() == sent.size());
    CHECK(all_begin_with(listed, sent));
  }
}

TEST_CASE("where a driver fails, the scenarios of its other configurations were listed") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.18"), server);
  std::vector<std::string> const options{"--driver", "psycopg3@psycopg=3.3,libpq=17", "--only", "PP406"};
  auto const real = check_json(pooler.url("transaction"), options).run["drivers"];
  auto const dry = check_json(pooler.url("transaction"), with(options, "--dry-run")).run;
  CHECK(real.size() > 3);
  for (auto const& one : real) {
    auto const config = text_of(one["config"]);
    CAPTURE(config);
    auto const part = part_named(dry, config.empty() ? "psycopg3" : "psycopg3:" + config);
    CHECK(text_of(part["only_if"]) ==
          (config.empty() ? "" : "psycopg3 does not work, or with a caveat only"));
    auto const listed = nameless(listed_in(part));
    auto const sent = nameless(simulated_steps(one));
    INFO("really sent:", shown(sent));
    INFO("listed:", shown(listed));
    CHECK_FALSE(listed.empty());
    if (one["outcome"] == "works")
      CHECK(all_begin_with(listed, sent));
    else
      CHECK(all_begin_with(listed, up_to_refusal(sent)));
  }
}

TEST_CASE("every statement that a check brings to the server was listed") {
  lab::options settings;
  settings.settings = {{"log_statement", "all"}};
  lab::postgres const server(any_postgres(), settings);
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  std::vector<std::string> const options{"--allow-ddl", "--sacrificial"};
  auto const dry = check_json(pooler.url("transaction"), with(options, "--dry-run"));
  CHECK(logged(server.log()).empty());
  CHECK(check_json(pooler.url("transaction"), options).exit_code == 0);
  std::set<std::string> listed{"select pg_backend_pid()"};
  for (auto const& part : dry.run["parts"]) {
    for (auto const& s : part["steps"]) add_statements(s, listed);
  }
  for (auto const& sql : logged(server.log())) {
    if (!cannot_be_listed(sql)) CHECK_MESSAGE(listed.contains(as_listed(sql)), sql);
  }
}

TEST_CASE("probes are listed in the order in which they run") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  auto const dry = check_json(pooler.url("transaction"), {"--dry-run"}).run;
  std::vector<std::string> order;
  for (auto const& part : dry["parts"]) order.push_back(text_of(part["id"]));
  REQUIRE(order.size() == all_probes().size() + 2);
  CHECK(order.front() == "survey");
  CHECK(order.back() == "clean-up");
  CHECK(order[order.size() - 2] == "protocol/simple-query");  // the last of those that may close a connection
  CHECK(text_of(part_of(dry, "PP205")["not_run"]).find("--allow-ddl") != std::string::npos);
  CHECK(part_of(dry, "PP205")["steps"].empty());
}
