// Observes every cell of matrix.cpp that belongs to one server. Which one: the environment variable
// POOLPROBE_SERVER, e.g. "pgbouncer 1.18"; CTest runs this once for each.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>

#include "lab/check_json.hpp"
#include "lab/matrix.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string server_under_test() {
  auto const* name = std::getenv("POOLPROBE_SERVER");
  return name == nullptr ? "pgbouncer 1.24" : name;
}

/// PostgreSQL, and the pooler in front of it where the server under test is one.
struct stand {
  std::string kind = server_under_test().substr(0, server_under_test().find(' '));
  std::string series = server_under_test().substr(server_under_test().find(' ') + 1);
  lab::postgres server{kind == "postgres" ? server_or_skip(kind, series) : any_postgres()};
  std::optional<lab::pgbouncer> pooler;

  explicit stand(lab::options const& options = {}) {
    if (kind == "pgbouncer")
      pooler.emplace(server_or_skip(kind, series), server, lab::usual_pools(), options);
  }
  [[nodiscard]] std::string url(std::string_view pool) const {
    return pooler ? pooler->url(std::string(pool)) : server.url(std::string(pool));
  }
  /// What is found on the server connections of all pools; a direct server has none left to look at.
  [[nodiscard]] std::vector<std::string> left_behind() const {
    std::vector<std::string> pools;
    if (pooler) {
      for (auto const& p : lab::usual_pools()) pools.push_back(url(p.name));
    }
    return leftovers(pools, server.url());
  }
};

std::vector<cell> cells_of(std::string_view server) {
  std::vector<cell> mine;
  for (auto const& c : matrix()) {
    if (c.server == server) mine.push_back(c);
  }
  return mine;
}

std::string or_empty(nlohmann::json const& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

/// What makes every probe run.
std::vector<std::string> everything() { return {"--allow-ddl", "--sacrificial"}; }

void verify(cell const& expected, checked const& seen, bool all_allowed) {
  CAPTURE(expected.server);
  CAPTURE(expected.pool);
  CHECK(seen.exit_code == expected.exit_code);
  REQUIRE(seen.run.is_object());
  auto const& pooler = seen.run["pooler"];
  CHECK(pooler["product"] == expected.product);
  CHECK(pooler["present"] == (expected.product == "none" ? "no" : "yes"));
  CHECK(or_empty(pooler["version"]) == expected.version);
  CHECK(pooler["pool_mode"] == expected.pool_mode);
  CHECK(pooler["prepared_statements"] == expected.prepared_statements);
  for (auto const& row : matrix_rows()) {
    CAPTURE(row.code);
    auto const run = all_allowed || !row.opt_in;
    CHECK(outcome_of(seen.run, row.code) == (run ? row.in(expected.kind) : "skipped"));
  }
  CHECK(seen.run["residue"].empty());
  CHECK(seen.run["cost"]["peak_connections"] <= 3);
  CHECK(seen.errors.empty());
}

}  // namespace

TEST_CASE("every cell shows what the table says, and nothing is left behind") {
  auto const mine = cells_of(server_under_test());
  REQUIRE_FALSE(mine.empty());
  stand const set;
  for (auto const& expected : mine) {
    verify(expected, check_json(set.url(expected.pool)), false);
  }
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a warm pool shows the same, and what must be asked for as well") {
  auto const mine = cells_of(server_under_test());
  stand const set;
  for (auto const& expected : mine) {
    (void)check_json(set.url(expected.pool));
    verify(expected, check_json(set.url(expected.pool), everything()), true);
  }
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a hundred runs in a row give the same answer") {
  auto const mine = cells_of(server_under_test());
  stand const set;
  auto const& first = mine.front();
  std::map<std::string, int> answers;
  for (int i = 0; i < 100; ++i) {
    auto const seen = check_json(set.url(first.pool));
    auto text = fmt::format("exit {}", seen.exit_code);
    for (auto const& row : matrix_rows())
      text += fmt::format(" {} {}", row.code, outcome_of(seen.run, row.code));
    ++answers[text];
  }
  for (auto const& [text, times] : answers)
    MESSAGE(first.server << " " << first.pool << ", " << times << " runs: " << text);
  CHECK(answers.size() == 1);
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a driver that never prepares is compatible wherever simple queries are") {
  stand const set;
  for (auto const& c : cells_of(server_under_test())) {
    auto url = set.url(c.pool);
    url.replace(0, url.find(':'), "postgresql+psycopg2");
    CAPTURE(c.pool);
    auto const seen = check_json(url);
    CHECK(seen.exit_code == 0);
    CHECK(seen.run["target"]["driver"] == "psycopg2");
  }
}

TEST_CASE("what is required beyond the driver's needs decides as well") {
  stand const set;
  for (auto const& c : cells_of(server_under_test())) {
    CAPTURE(c.pool);
    auto const shared = c.kind != kind::direct && c.kind != kind::session;  // where PP201 leaks
    auto const broken = shared || c.exit_code == 1;
    CHECK(check_json(set.url(c.pool), {"--require", "session/set"}).exit_code == (broken ? 1 : c.exit_code));
  }
}
