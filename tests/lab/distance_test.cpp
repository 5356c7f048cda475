// A distant server gets the same verdict as a near one: round-trip time must not change any result.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "relay/relay.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// Everything that a run observed, one line each.
std::string said_by(checked const& check) {
  REQUIRE(!check.run.value("findings", nlohmann::json::array()).empty());
  auto text = fmt::format("exit {}\n", check.exit_code);
  for (auto const* part : {"product", "version", "pool_mode", "prepared_statements"}) {
    text += fmt::format("{} {}\n", part, check.run["pooler"][part].dump());
  }
  for (auto const& found : check.run["findings"]) {
    auto const code = found["code"].get<std::string>();
    text += fmt::format("{} {}\n", code, outcome_of(check.run, code));
  }
  for (auto const& d : check.run["drivers"])
    text += fmt::format("{}:{} {} {}\n", d["driver"].get<std::string>(), d["config"].get<std::string>(),
                        d["outcome"].get<std::string>(), d["summary"].get<std::string>());
  return text + fmt::format("left {}\n", check.run["residue"].dump());
}

void check_same_from_far(int port, std::string const& database, std::vector<std::string> const& words = {}) {
  relay const between({"127.0.0.1", std::to_string(port)}, at_distance(std::chrono::milliseconds(10)));
  auto const said = [&](int at) { return said_by(check_json(url_at(at, database), words)); };
  CHECK(said(between.port()) == said(port));
}

}  // namespace

TEST_CASE("a distant server is judged as a near one") {
  lab::postgres const server(any_postgres());
  check_same_from_far(server.port(), "app");
}

TEST_CASE("a distant pooler is judged as a near one, in every pool") {
  lab::postgres const server(any_postgres());
  for (std::string const series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::pgbouncer const pooler(*binary, server);
    for (auto const& pool : lab::usual_pools()) {
      CAPTURE(pool.name);
      check_same_from_far(pooler.port(), pool.name);
    }
  }
}

TEST_CASE("DEALLOCATE ALL does not disturb the steps of another probe") {
  auto const binary = find_server("pgbouncer", "1.18");
  if (!binary) return;
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(*binary, server);
  check_same_from_far(pooler.port(), "one", {"--only", "PP110,PP111", "--sacrificial"});
}

TEST_CASE("a driver is judged from afar as from near, and its verdict stands after few round trips") {
  lab::postgres const server(any_postgres());
  for (std::string const series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    lab::pgbouncer const pooler(*binary, server);
    relay const between({"127.0.0.1", std::to_string(pooler.port())},
                        at_distance(std::chrono::milliseconds(10)));
    for (std::string const driver : {"asyncpg", "pgjdbc", "sqlx"}) {
      CAPTURE(series + ", " + driver);
      std::vector<std::string> const words{"--driver", driver};
      auto const far = check_json(url_at(between.port(), "transaction"), words);
      CHECK(said_by(far) == said_by(check_json(pooler.url("transaction"), words)));
      auto const& cost = far.run["cost"];
      auto const most =
          far.exit_code == 1 ? 30 : 60;  // one after the other; 24 and 48 where nothing disturbs
      CHECK(cost["verdict_critical_path"].get<int>() > 0);
      CHECK(cost["verdict_critical_path"].get<int>() <= most);
      CHECK(cost["verdict_critical_path"].get<int>() < cost["critical_path"].get<int>());
    }
  }
}

TEST_CASE("where a setting mends a driver the others are not tried, unless --drivers asks for all") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.18"), server);
  auto const untried = [&](std::vector<std::string> const& more) {
    std::vector<std::string> words{"--driver", "asyncpg"};
    words.insert(words.end(), more.begin(), more.end());
    int count = 0;
    auto const run = check_json(pooler.url("transaction"), words).run;
    for (auto const& d : run["drivers"]) {
      if (d["driver"] == "asyncpg" && d["outcome"] == "skipped") ++count;
    }
    return count;
  };
  CHECK(untried({}) > 2);
  CHECK(untried({"--drivers=asyncpg"}) == 0);
  CHECK(untried({"--drivers"}) == 0);
}
