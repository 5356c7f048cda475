// The benchmark on real poolers: which strategies are measured and which are not, how many messages an
// operation takes, what is left behind, and shards that add up. No test asserts how fast anything is.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "cli/scratch.hpp"
#include "connection_text/find_target.hpp"
#include "lab/check_json.hpp"
#include "model/outcome.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "wire/connection.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

using words = std::vector<std::string>;

/// One short `poolprobe bench URL -o json`.
invocation short_bench(std::string const& url, words more) {
  more.insert(more.begin(), {"bench", url, "-o", "json"});
  auto const has = [&more](char const* option) {
    return std::find(more.begin(), more.end(), option) != more.end();
  };
  if (!has("-T")) more.insert(more.end(), {"-T", "50ms"});
  if (!has("-c")) more.insert(more.end(), {"-c", "2"});
  more.insert(more.end(), {"--repeat", "1", "--warmup", "10ms"});
  return {std::move(more)};
}

checked as_json(program_result const& run) {
  return {run.exit_code, json::parse(run.out, nullptr, false), run.err};
}

checked bench(std::string const& url, words more = {}) {
  auto const all = as_json(run_poolprobe(short_bench(url, std::move(more))));
  INFO(all.errors);
  REQUIRE_FALSE(all.run.is_discarded());
  CHECK(all.errors.empty());
  return all;
}

/// "measured", "breaks 42P05 at 1": every cell of a strategy, each once.
std::string status_of(json const& run, std::string const& strategy) {
  std::set<std::string> all;
  for (auto const& m : run["measurements"]) {
    auto const& also = m["also"];
    if (m["strategy"] != strategy && std::find(also.begin(), also.end(), strategy) == also.end()) continue;
    auto text = m["status"].get<std::string>();
    if (m["sqlstate"].is_string()) text += " " + m["sqlstate"].get<std::string>();
    if (m["broke_at"] != 0) text += fmt::format(" at {}", m["broke_at"].get<int>());
    all.insert(text);
  }
  return fmt::format("{}", fmt::join(all, ", "));
}

/// The status that `check --drivers` implies, written like `status_of`.
std::string expected_by(json const& driver) {
  auto const outcome = driver["outcome"].get<std::string>();
  if (!is_failure(known_or_unknown<poolprobe::outcome>(outcome))) return "measured";
  auto text = outcome;
  if (driver["sqlstate"].is_string()) text += " " + driver["sqlstate"].get<std::string>();
  if (driver["executions"] != 0) text += fmt::format(" at {}", driver["executions"].get<int>());
  return text;
}

std::string id_of(json const& driver) {
  auto const config = driver["config"].get<std::string>();
  return driver["driver"].get<std::string>() + (config.empty() ? "" : ":" + config);
}

/// The first cell of a strategy, which must have been measured.
json cell(json const& run, std::string const& strategy, std::string const& route = "pooled") {
  for (auto const& m : run["measurements"]) {
    if (m["strategy"] != strategy || m["route"] != route) continue;
    INFO(m["summary"].get<std::string>());
    CHECK(m["status"] == "measured");
    CHECK(m["operations"] > 0);
    return m;
  }
  FAIL("no such strategy: " << strategy);
  return {};
}

/// The number that a query returns.
int count(std::string const& server, std::string const& sql) {
  auto opened = wire::connection::open(parse_target(server, "test"), wire::clock::now() + 5s);
  auto& on = std::get<wire::connection>(opened);
  auto const answer = on.talk().exchange({{{notation::verb::query, {}}, sql, {}}}, wire::clock::now() + 5s);
  return std::stoi(answer.rows.at(0).at(0).value());
}

/// The number of poolprobe's tables in the server.
int tables_left(std::string const& server) {
  return count(server, "select count(*) from pg_class where relname ~ '^poolprobe'");
}

/// Waits up to half a minute for the moment at which the table is being created.
bool table_is_being_made(std::string const& server) {
  for (auto const until = wire::clock::now() + 30s; wire::clock::now() < until;) {
    if (count(server,
              "select count(*) from pg_stat_activity where state = 'active' and query ~ '^create table "
              "poolprobe'") > 0)
      return true;
  }
  return false;
}

void check_nothing_left(words const& pools, std::string const& server) {
  for (auto const& line : leftovers(pools, server)) FAIL_CHECK(line);
  CHECK(tables_left(server) == 0);
}

/// The run with only one measurement and one driver of each status: the schema treats all alike.
json cut_short(json run) {
  for (auto const& [list, key] : {std::pair{"measurements", "status"}, {"drivers", "outcome"}}) {
    std::set<std::string> seen;
    auto kept = json::array();
    for (auto const& one : run[list]) {
      if (seen.insert(one[key]).second) kept.push_back(one);
    }
    run[list] = kept;
  }
  return run;
}

/// Validates runs against the JSON contract; a missing python3-jsonschema is no failure.
void check_schema(scratch_folder const& folder, std::vector<json> const& runs) {
  constexpr int missing = 77;
  words arguments{POOLPROBE_VALIDATE, POOLPROBE_SCHEMA};
  for (auto const& run : runs) {
    arguments.push_back(folder.file(fmt::format("schema-{}.json", arguments.size())));
    std::ofstream(arguments.back()) << cut_short(run).dump();
  }
  auto const result = run_poolprobe(invocation{std::move(arguments), {}, {}, POOLPROBE_PYTHON});
  CHECK_MESSAGE((result.exit_code == 0 || result.exit_code == missing), result.out << result.err);
}

/// Of several runs at the same time, each cleans up while the others hold server connections, and warns when
/// it could not wait for them.
bool gave_up_waiting(std::vector<json> const& runs) {
  return std::any_of(runs.begin(), runs.end(), [](json const& run) {
    return run["bench"]["warnings"].dump().find("could not be reached") != std::string::npos;
  });
}

std::string written(scratch_folder const& folder, std::string const& name, std::string_view text) {
  auto const file = folder.file(name);
  std::ofstream(file) << text;
  return file;
}

/// A PostgreSQL and a PgBouncer, with or without tracking of prepared statements.
struct place {
  explicit place(char const* series, lab::options const& how = {})
      : pooler(server_or_skip("pgbouncer", series), server, lab::usual_pools(), how) {}
  lab::postgres server{any_postgres()};
  lab::pgbouncer pooler;
  [[nodiscard]] std::string url(std::string const& pool = "transaction") const { return pooler.url(pool); }
  void check_clean() const { check_nothing_left({url()}, server.url()); }
};

}  // namespace

TEST_CASE(
    "who survives a pooler that knows no prepared statements is measured, and all others break as check "
    "says") {
  place const at("1.18");
  auto const said = check_json(at.url(), {"--drivers"});
  auto const seen = bench(at.url(), {"-S", "all", "-T", "20ms", "-c", "3"});
  CHECK(seen.exit_code == 0);
  std::map<std::string, int> statuses;
  for (auto const& driver : said.run["drivers"]) {
    auto const id = id_of(driver);
    CAPTURE(id);
    auto const status = status_of(seen.run, id);
    ++statuses[status.substr(0, status.find(' '))];
    if (status == "skipped") {
      CHECK(driver["summary"].get<std::string>() != "");
      // One needs DEALLOCATE ALL; the other is safe only in the transaction blocks that it begins by itself,
      // which this load does not have.
      CHECK((id == "prisma-6:pgbouncer" || id == "pg8000"));
      continue;
    }
    CHECK(status == expected_by(driver));
  }
  CHECK(statuses["measured"] > 10);
  CHECK(statuses["breaks"] > 10);
  CHECK(status_of(seen.run, "simple") == "measured");
  CHECK(status_of(seen.run, "unnamed") == "measured");
  CHECK(status_of(seen.run, "named").starts_with("breaks "));
  for (auto const& m : seen.run["measurements"])
    CHECK((m["status"] == "measured") == m["ops_per_s"].is_number());
  auto const blocks = bench(at.url(), {"-S", "pg8000", "-c", "3", "--transaction", "1"});
  CHECK(status_of(blocks.run, "pg8000") == "measured");
  at.check_clean();
  scratch_folder const folder;
  check_schema(folder, {seen.run});
}

TEST_CASE("what was not tried is read back as it was written") {
  place const at("1.24");
  scratch_folder const folder;
  auto const seen = bench(at.url(), {"-S", "simple,prisma-6:pgbouncer"});
  CHECK(status_of(seen.run, "prisma-6:pgbouncer") == "skipped");
  auto const file = written(folder, "run.json", seen.run.dump());
  auto const again = as_json(run_poolprobe({"report", file, "-o", "json"}));
  CHECK_MESSAGE(again.exit_code == 0, again.errors);
  CHECK(again.run == seen.run);
}

TEST_CASE("what may get another client's path has figures, and nobody is told that it works") {
  place const at("1.26");
  auto const seen =
      bench(at.url(), {"-S", "simple,pgjdbc:current-schema", "-T", "50ms", "--direct", at.server.url()});
  for (auto const& m : seen.run["measurements"]) {
    auto const doubtful = m["strategy"] == "pgjdbc:current-schema" && m["route"] == "pooled";
    CAPTURE(m.dump());
    CHECK(m["status"] == "measured");
    CHECK(m["summary"].get<std::string>().starts_with("not told whether its search_path") == doubtful);
  }
  auto const shown = run_poolprobe({"bench", at.url(), "-S", "simple,pgjdbc:current-schema", "-T", "50ms"});
  CHECK_MESSAGE(shown.out.find("pgjdbc:current-schema  not told") != std::string::npos, shown.out);
}

TEST_CASE("one client that was given many server connections leaves nothing on any") {
  lab::options in_turn;
  in_turn.settings.emplace_back("server_round_robin", "1");
  place const at("1.24", in_turn);
  fill(at.url(), 12);
  CHECK(status_of(bench(at.url(), {"-S", "named", "-c", "1"}).run, "named") == "measured");
  at.check_clean();
}

TEST_CASE(
    "a pooler that tracks statements, and PostgreSQL itself, have named ones measured, and nothing stays") {
  place const at("1.24");
  auto const both =
      bench(at.url(), {"-S", "simple,named,asyncpg,psycopg3", "-c", "1,8", "--direct", at.server.url()});
  CHECK(both.exit_code == 0);
  CHECK(both.run["measurements"].size() == 16);
  for (auto const& m : both.run["measurements"]) CHECK(m["status"] == "measured");
  CHECK(both.run["bench"]["direct"] == at.server.url());
  CHECK(both.run["residue"].empty());
  CHECK(both.run["bench"]["pool_size"].is_number() == false);  // it is 20; 8 clients cannot show that
  at.check_clean();
  auto const direct = bench(at.server.url(), {"-S", "simple,named"});
  CHECK(status_of(direct.run, "named") == "measured");
  CHECK(cell(direct.run, "named")["route"] == "pooled");
  CHECK(direct.run["pooler"]["present"] == "no");
  at.check_clean();
  scratch_folder const folder;
  check_schema(folder, {both.run, direct.run});
}

TEST_CASE("a strategy that breaks behind the pooler is measured on the server itself") {
  place const at("1.18");
  auto const seen = bench(at.url(), {"-S", "simple,named", "--direct", at.server.url()});
  CHECK(cell(seen.run, "named", "direct")["driver"].is_null());
  CHECK(status_of(seen.run, "named").find("breaks") != std::string::npos);
  CHECK(seen.exit_code == 0);
}

TEST_CASE("what loses commits where the pooler keeps track is named and not measured, and a caveat is told") {
  place const at("1.24");
  auto const seen = bench(at.url(), {"-S", "dbd-pg:old,rails,pgx:before-5.8"});
  CHECK(status_of(seen.run, "dbd-pg:old").starts_with("loses 26000"));
  CHECK(status_of(seen.run, "rails") == "measured");
  CHECK(seen.run["bench"]["warnings"].dump().find("rails:old") != std::string::npos);
  CHECK(status_of(seen.run, "pgx:before-5.8") == "measured");
  for (auto const& driver : seen.run["drivers"]) {
    CHECK(driver["critical_path"] > 0);
    if (driver["driver"] == "pgx") CHECK(driver["caveats"].size() == 1);
  }
  at.check_clean();
}

TEST_CASE("lookup and update make a table, are answered rightly, and drop it") {
  for (auto const* series : {"1.18", "1.24"}) {
    CAPTURE(series);
    place const at(series);
    for (std::string const query : {"lookup", "update"}) {
      CAPTURE(query);
      auto const seen =
          bench(at.url(), {"--query", query, "--allow-ddl", "-c", "1,4", "-S", "simple,unnamed"});
      CHECK(seen.exit_code == 0);
      CHECK(status_of(seen.run, "simple") == "measured");
      CHECK(status_of(seen.run, "unnamed") == "measured");
      CHECK(seen.run["bench"]["query"] == query);
      CHECK(seen.run["bench"]["sql"].get<std::string>().find("poolprobe_bench_") != std::string::npos);
      at.check_clean();
    }
  }
}

TEST_CASE("an interrupt at any moment drops the table, and prints what was measured") {
  place const at("1.24");
  scratch_folder const folder;
  std::vector<json> runs;
  int measured = 0;
  // From before the table is created to after several cells.
  for (auto const delay : {5, 80, 140, 180, 220, 260, 320, 400, 700, 1500}) {
    CAPTURE(delay);
    auto const what =
        short_bench(at.url(), {"--query", "update", "--allow-ddl", "-T", "300ms", "-c", "1,2,4,8"});
    running_program run(what);
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    run.signal(SIGINT);
    auto const seen = as_json(run.wait());
    // Before the handler is installed the signal simply ends the process, which has done nothing by then.
    if (seen.exit_code == 128 + SIGINT && seen.run.is_discarded()) continue;
    CHECK_MESSAGE(seen.exit_code == 130, seen.errors);
    REQUIRE_FALSE(seen.run.is_discarded());
    CHECK(seen.run["verdict"]["exit_code"] == 130);
    CHECK(seen.run["residue"].empty());
    for (auto const& m : seen.run["measurements"]) measured += m["status"] == "measured" ? 1 : 0;
    runs.push_back(seen.run);
    CHECK(tables_left(at.server.url()) == 0);
  }
  REQUIRE(runs.size() >= 7);
  CHECK(measured > 0);
  at.check_clean();
  check_schema(folder, {runs.front(), runs.back()});
}

TEST_CASE("an interrupt while the table is made waits for it, and drops it") {
  place const at("1.24");
  for (int i = 0; i < 3; ++i) {
    running_program run(short_bench(at.url(), {"--query", "lookup", "--allow-ddl"}));
    REQUIRE(table_is_being_made(at.server.url()));
    run.signal(SIGINT);
    auto const seen = as_json(run.wait());
    CHECK_MESSAGE(seen.exit_code == 130, seen.errors);
    REQUIRE_FALSE(seen.run.is_discarded());
    CHECK(seen.run["verdict"]["exit_code"] == 130);
    CHECK(tables_left(at.server.url()) == 0);
  }
  std::this_thread::sleep_for(500ms);  // operations begun and not waited for would show by now
  at.check_clean();
}

TEST_CASE("an interrupted run on the screen says so") {
  place const at("1.24");
  running_program run(
      invocation{{"bench", at.url(), "-T", "1s", "-c", "1", "--warmup", "10ms", "-S", "simple,unnamed"}});
  std::this_thread::sleep_for(1500ms);
  run.signal(SIGINT);
  auto const seen = run.wait();
  CHECK(seen.exit_code == 130);
  CHECK(seen.out.find("interrupted") != std::string::npos);
  CHECK(seen.out.find("simple") != std::string::npos);
}

TEST_CASE("a transaction block has its own round trips") {
  place const at("1.24");
  auto const seen = bench(at.url(), {"--transaction", "3", "-c", "3", "-S", "simple,named,asyncpg:no-cache"});
  CHECK(seen.exit_code == 0);
  CHECK(cell(seen.run, "simple")["round_trips"] == 5);
  CHECK(cell(seen.run, "simple")["messages_sent"] == 5);
  CHECK(cell(seen.run, "named")["round_trips"] == 5);
  CHECK(cell(seen.run, "named")["messages_sent"] == 14);
  CHECK(cell(seen.run, "asyncpg:no-cache")["round_trips"] == 8);
  auto const single = bench(at.url(), {"-c", "3", "-S", "simple,named,asyncpg:no-cache"});
  CHECK(cell(single.run, "simple")["round_trips"] == 1);
  CHECK(cell(single.run, "named")["round_trips"] == 1);
  CHECK(cell(single.run, "asyncpg:no-cache")["round_trips"] == 2);
  at.check_clean();
}

TEST_CASE("with --reconnect every operation has a connection, and begins as a new one does") {
  place const at("1.24");
  auto const seen = bench(at.url(), {"--reconnect", "-c", "1,3", "-S", "simple,named,psycopg3"});
  CHECK(seen.exit_code == 0);
  CHECK(cell(seen.run, "named")["round_trips"] == 2);  // a Parse each time
  CHECK(cell(seen.run, "psycopg3")["messages_sent"] == 5);
  std::uint64_t operations = 0;
  for (auto const& m : seen.run["measurements"]) {
    CHECK(m["status"] == "measured");
    operations += m["operations"].get<std::uint64_t>();
  }
  CHECK(seen.run["cost"]["connections"] >= operations);
  at.check_clean();
}

TEST_CASE("an open loop keeps to its rate") {
  place const at("1.24");
  auto const seen = bench(at.url(), {"--rate", "200", "-T", "250ms", "-c", "3", "-S", "simple,unnamed"});
  CHECK(seen.exit_code == 0);
  for (auto const* strategy : {"simple", "unnamed"}) {
    auto const m = cell(seen.run, strategy);
    CHECK(m["ops_per_s"] <= 200);
    // 50 operations begin in that time; two more may be answered together with the last.
    CHECK(m["operations"] <= 52);
  }
}

TEST_CASE("threads share clients that do not divide evenly") {
  place const at("1.24");
  for (auto const* threads : {"2", "4"}) {
    auto const seen = bench(at.url(), {"-j", threads, "-c", "1,5", "-S", "simple,named"});
    CHECK(seen.exit_code == 0);
    for (auto const& m : seen.run["measurements"]) CHECK(m["status"] == "measured");
    CHECK(cell(seen.run, "simple")["round_trips"] == 1);
  }
  at.check_clean();
}

TEST_CASE("a distance is put in between, in front of the pooler and of the server") {
  place const at("1.24");
  auto const seen = bench(at.url(), {"--rtt", "0,20ms", "-S", "simple", "--direct", at.server.url()});
  CHECK(seen.exit_code == 0);
  CHECK(seen.run["measurements"].size() == 4);
  for (auto const& m : seen.run["measurements"]) {
    CHECK(m["status"] == "measured");
    if (m["rtt_ms"] == 0) continue;
    CHECK(m["rtt_ms"] == 20);
    CHECK(m["effective_rtt_ms"] >= 20);
    CHECK(m["p50_us"] >= 20'000);
  }
}

TEST_CASE("a statement of the user's") {
  place const at("1.18");
  scratch_folder const folder;
  auto const ask = [&](std::string_view sql, words more = {}) {
    more.insert(more.begin(), {"-S", "simple,unnamed", "--query", written(folder, "query.sql", sql)});
    return bench(at.url(), std::move(more));
  };
  SUBCASE("with parameters") {
    auto const seen =
        ask("select $1::int + $2, 'it''s $3' || $1;\n", {"--parameter", "40", "--parameter", "2"});
    CHECK(seen.exit_code == 0);
    CHECK(status_of(seen.run, "simple") == "measured");
    CHECK(status_of(seen.run, "unnamed") == "measured");
  }
  SUBCASE("with many rows, or none") {
    auto const many = ask("select n, null, repeat('x', 100) from generate_series(1, 500) as n");
    CHECK(status_of(many.run, "unnamed") == "measured");
    CHECK(cell(many.run, "simple")["messages_received"] == 503);
    CHECK(status_of(ask("select 1 where false").run, "unnamed") == "measured");
    CHECK(status_of(ask("select").run, "simple") == "measured");
  }
  SUBCASE("that fails by itself is no strategy's fault") {
    for (auto const& [sql, sqlstate] : std::map<std::string, std::string>{
             {"select 1/0", "22012"}, {"select * from no_such_table", "42P01"}, {"selekt", "42601"}}) {
      auto const seen = run_poolprobe(
          {"bench", at.url(), "-S", "simple,unnamed", "--query", written(folder, "query.sql", sql)});
      CHECK(seen.exit_code == 2);
      CHECK(seen.err.find("the statement of --query") != std::string::npos);
      CHECK(seen.err.find(sqlstate) != std::string::npos);
    }
  }
  at.check_clean();
}

TEST_CASE("over TLS, and with a password that is told nowhere") {
  std::string const password = "pla$nted-p@ss";
  lab::options secure;
  secure.tls = true;
  secure.users.emplace_back("app", password);
  place const at("1.24", secure);
  scratch_folder const folder;
  auto what =
      short_bench(at.url() + "?sslmode=require", {"-S", "simple,named", "-c", "1,5", "--rtt", "0,1ms"});
  what.environment = {{"PGPASSWORD", password}};
  auto const run = run_poolprobe(what);
  CHECK(run.out.find(password) == std::string::npos);
  CHECK(run.err.empty());
  auto const seen = as_json(run);
  CHECK(seen.exit_code == 0);
  CHECK(seen.run["bench"]["tls"] == true);
  for (auto const& m : seen.run["measurements"]) CHECK(m["status"] == "measured");
  CHECK(seen.run["measurements"].size() == 8);
  auto wrong = short_bench(at.url() + "?sslmode=require", {});
  wrong.environment = {{"PGPASSWORD", "hunter2"}};
  auto const refused = run_poolprobe(wrong);
  CHECK(refused.exit_code == 3);
  CHECK((refused.out + refused.err).find("hunter2") == std::string::npos);
}

TEST_CASE("three machines at once add up exactly") {
  place const at("1.24");
  scratch_folder const folder;
  std::vector<std::unique_ptr<running_program>> machines;
  words files{"report", "-o", "json"};
  for (int i = 0; i < 3; ++i) {
    auto what = short_bench(at.url(), {"-S", "simple,named", "-c", "1,2", "--shard", fmt::format("{}/3", i)});
    files.push_back(folder.file(fmt::format("shard-{}.json", i)));
    what.arguments[3] = "json=" + files.back();
    machines.push_back(std::make_unique<running_program>(what));
  }
  std::vector<json> shards;
  for (std::size_t i = 0; i < machines.size(); ++i) {
    auto const run = machines[i]->wait();
    CHECK_MESSAGE(run.exit_code == 0, run.err);
    shards.push_back(json::parse(content_of(files[3 + i])));
  }
  auto const merged = as_json(run_poolprobe(files));
  REQUIRE_MESSAGE(merged.exit_code == 0, merged.errors);
  CHECK(merged.run["bench"]["merged"] == json::array({0, 1, 2}));
  REQUIRE(merged.run["measurements"].size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    auto const& sum = merged.run["measurements"][i];
    std::uint64_t operations = 0, ns = 0;
    double sent = 0, received = 0;
    std::map<int, std::uint64_t> buckets;
    for (auto const& shard : shards) {
      auto const& m = shard["measurements"][i];
      auto const n = m["operations"].get<std::uint64_t>();
      operations += n;
      ns += m["histogram"]["sum_ns"].get<std::uint64_t>();
      sent += m["bytes_sent"].get<double>() * static_cast<double>(n);
      received += m["bytes_received"].get<double>() * static_cast<double>(n);
      for (auto const& b : m["histogram"]["buckets"]) buckets[b[0].get<int>()] += b[1].get<std::uint64_t>();
    }
    CHECK(sum["operations"] == operations);
    CHECK(sum["histogram"]["sum_ns"] == ns);
    std::map<int, std::uint64_t> merged_buckets;
    for (auto const& b : sum["histogram"]["buckets"])
      merged_buckets[b[0].get<int>()] = b[1].get<std::uint64_t>();
    CHECK(merged_buckets == buckets);
    auto const whole = static_cast<double>(operations);
    // Saved in thousandths per operation, once in each shard and once in the sum.
    CHECK(std::abs(sum["bytes_sent"].get<double>() * whole - sent) <= 0.001 * whole);
    CHECK(std::abs(sum["bytes_received"].get<double>() * whole - received) <= 0.001 * whole);
  }
  check_schema(folder, {shards[0], shards[2], merged.run});
  if (!gave_up_waiting(shards)) at.check_clean();
}

TEST_CASE("eight clients share a pool of one") {
  for (auto const* series : {"1.18", "1.24"}) {
    CAPTURE(series);
    place const at(series);
    auto const seen = bench(at.url("one"), {"-c", "8", "-S", "simple,unnamed,named", "-T", "100ms"});
    CHECK(seen.exit_code == 0);
    CHECK(status_of(seen.run, "simple") == "measured");
    CHECK(status_of(seen.run, "unnamed") == "measured");
    auto const named = status_of(seen.run, "named");
    CHECK(named.starts_with(series == std::string("1.18") ? "breaks 42P05" : "measured"));
    CHECK(seen.run["bench"]["pool_size"] == 1);
    check_nothing_left({at.url("one")}, at.server.url());
  }
}
