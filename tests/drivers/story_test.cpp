// The story that this project started from, with real programs: a service on SQLAlchemy whose migrations fail
// behind a transaction pooler, the settings that were tried one after the other, and the move to psycopg.
// docs/story.md holds what was seen; POOLPROBE_WRITE_PAGE=1 in the environment writes it anew.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "drivers/real_scenarios.hpp"
#include "lab/check_json.hpp"
#include "lab/workspace.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// A way to set the service up, and whether it lasts on PgBouncer 1.18 and on 1.24.
struct chapter {
  proof who;
  std::string_view setting;
  bool on_1_18, on_1_24;
};

constexpr chapter chapters[] = {
    {{"python", "story", "asyncpg"}, "asyncpg 0.30.0", false, true},
    {{"python", "story", "asyncpg-null-pool"}, "… and `poolclass=NullPool`", false, true},
    {{"python", "story", "asyncpg-pre-ping"}, "… and `pool_pre_ping=True`", false, true},
    {{"python", "story", "asyncpg-no-cache"}, "… and `statement_cache_size=0`", false, true},
    {{"python", "story", "asyncpg-jit-off"}, "… and `server_settings={\"jit\": \"off\"}`", false, false},
    {{"python-newest", "story", "asyncpg-no-cache"}, "the same without `jit`, on asyncpg 0.32.0", true, true},
    {{"python", "story", "psycopg"}, "psycopg 3.2.3", false, true},
    {{"python", "story", "psycopg-null-pool"}, "… and `poolclass=NullPool`", false, true},
    {{"python", "story", "psycopg-none"}, "psycopg 3.2.3 and `prepare_threshold=None`", true, true},
};

/// Each process brings the database up to date, then serves.
part service() {
  part all{{"migrate", "migrated"}};
  for (int i = 1; i <= 7; ++i) all.emplace_back(fmt::format("request {}", i), "0");
  all.emplace_back("report 7", "0");
  return all;
}

std::string step_in_words(scenario_end const& ended) {
  if (ended.executions == 0) return "connecting";
  if (ended.executions == 1) return "migrating";
  if (ended.executions == 9) return "a request with seven queries";
  return fmt::format("request {}", ended.executions - 1);
}

/// "error 42P05 Class: text" without the word error.
std::string in_words(scenario_end const& ended, std::string_view where) {
  auto const told = ended.told.starts_with("error ") ? ended.told.substr(6) : ended.told;
  return fmt::format("{} fails{}, {}: `{}`", ended.process == 1 ? "the first process" : "the second process",
                     where, step_in_words(ended), told);
}

struct world {
  lab::postgres const& server;
  lab::pgbouncer const& pooler;
  std::function<std::string()> fresh_database;
};

scenario_end run(real_scenario::kind kind, proof const& who, world const& in) {
  run_sql(in.server, "drop table if exists item");
  run_sql(in.server, "drop table if exists alembic_version");
  real_scenario scenario(kind, who, {in.pooler.port(), in.fresh_database(), &in.server, true}, service());
  auto const ended = scenario.run();
  close_servers(in.server);
  return ended;
}

/// The result of the two ways to share a pool, in words; empty when everything works.
std::string real_verdict(proof const& who, world const& in) {
  if (auto const met = run(real_scenario::kind::met, who, in); met.outcome != "works")
    return in_words(met, "");
  if (auto const moved = run(real_scenario::kind::moved, who, in); moved.outcome != "works")
    return in_words(moved, " on another server connection");
  return {};
}

std::vector<lab::pool> many_pools() {
  std::vector<lab::pool> all;
  for (int i = 0; i < 60; ++i) all.push_back({fmt::format("database{}", i), "transaction", 10});
  return all;
}

/// What `poolprobe check` says of that connection string: a row for each way to set the driver up.
std::string verdicts(std::string const& url, std::string_view driver) {
  auto const seen = check_json(url, {fmt::format("--drivers={}", driver)});
  std::string told = fmt::format("exit {}", seen.exit_code);
  for (auto const& d : seen.run.value("drivers", nlohmann::json::array())) {
    auto const config = d["config"].get<std::string>();
    auto const its = d["driver"].get<std::string>();
    told += fmt::format("\n    {:<40} {}", config.empty() ? its : its + ":" + config,
                        d["summary"].get<std::string>());
  }
  return told;
}

std::string with_scheme(std::string_view scheme, std::string const& url) {
  return std::string(scheme) + url.substr(url.find("://"));
}

/// Between the two remarks of the page.
constexpr std::string_view begins = "<!-- computed by tests/drivers/story_test.cpp -->\n";
constexpr std::string_view ends = "<!-- end -->\n";

void compare_with_page(std::string const& computed) {
  auto page = lab::read_file(POOLPROBE_STORY_PAGE);
  auto const from = page.find(begins), to = page.find(ends);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  auto const start = from + begins.size();
  if (std::getenv("POOLPROBE_WRITE_PAGE") != nullptr) {
    std::ofstream(POOLPROBE_STORY_PAGE) << page.replace(start, to - start, computed);
    return;
  }
  CHECK(page.substr(start, to - start) == computed);
}

}  // namespace

TEST_CASE("which settings of the service hold behind a transaction pooler, and which do not") {
  for (auto const& c : chapters) (void)program_or_skip(c.who);
  lab::postgres const server(any_postgres());
  lab::pgbouncer const old_pooler(server_or_skip("pgbouncer", "1.18"), server, many_pools());
  lab::pgbouncer const new_pooler(server_or_skip("pgbouncer", "1.24"), server, many_pools());
  int used = 0;
  auto const fresh = [&used] { return fmt::format("database{}", used++ % 60); };
  std::string page = "\n| the service runs on | PgBouncer 1.18 | PgBouncer 1.24 |\n|---|---|---|\n";
  for (auto const& c : chapters) {
    CAPTURE(c.who.config);
    auto const on_old = real_verdict(c.who, {server, old_pooler, fresh});
    auto const on_new = real_verdict(c.who, {server, new_pooler, fresh});
    CHECK_MESSAGE(on_old.empty() == c.on_1_18, on_old);
    CHECK_MESSAGE(on_new.empty() == c.on_1_24, on_new);
    page += fmt::format("| {} | {} | {} |\n", c.setting, on_old.empty() ? "works" : on_old,
                        on_new.empty() ? "works" : on_new);
  }
  page += "\nWhat poolprobe says from the connection string alone:\n";
  for (auto const* dialect : {"asyncpg", "psycopg"}) {
    for (auto const* pooler : {&old_pooler, &new_pooler}) {
      auto const series = pooler == &old_pooler ? "1.18" : "1.24";
      auto const driver = fmt::format("sqlalchemy-{}", dialect);
      auto const scheme = fmt::format("postgresql+{}", dialect);
      page += fmt::format("\n`poolprobe check --drivers={} {}://…` on PgBouncer {}: {}\n", driver, scheme,
                          series, verdicts(with_scheme(scheme, pooler->url(fresh())), driver));
      close_servers(server);
    }
  }
  compare_with_page(page + "\n");
}
