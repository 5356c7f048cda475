// Observes every cell of matrix.cpp that belongs to one server. Which one: the environment variable
// POOLPROBE_SERVER, e.g. "pgbouncer 1.18"; CTest runs this once for each.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "lab/check_json.hpp"
#include "lab/matrix.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

server const& server_under_test() {
  auto const* name = std::getenv("POOLPROBE_SERVER");
  auto const wanted = std::string_view(name == nullptr ? "pgbouncer 1.24" : name);
  auto const all = servers();
  auto const found = std::find_if(all.begin(), all.end(), [&](auto const& s) { return s.name == wanted; });
  REQUIRE(found != all.end());
  return *found;
}

topology const& topology_of(cell const& c) {
  auto const all = topologies();
  return *std::find_if(all.begin(), all.end(), [&](auto const& t) { return t.name == c.topology; });
}

std::vector<cell> cells_under_test() {
  std::vector<cell> mine;
  for (auto const& c : matrix()) {
    if (c.server == server_under_test().name) mine.push_back(c);
  }
  return mine;
}

std::pair<std::string, std::string> setting(std::string_view text) {
  auto const equals = text.find('=');
  return {std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

/// PostgreSQL and, where the server under test is a pooler, one pooler in front of it for each topology.
class stand {
 public:
  stand() {
    if (!pooled_) return;
    for (auto const& c : cells_under_test()) {
      auto const& how = topology_of(c);
      if (poolers_.contains(key(how))) continue;
      lab::options options;
      options.processes = how.processes;
      for (auto const text : {under_test_.setting, how.setting}) {
        if (!text.empty()) options.settings.push_back(setting(text));
      }
      poolers_.emplace(key(how), lab::pgbouncer(binary(), server_, lab::usual_pools(), options));
    }
  }

  [[nodiscard]] std::string url(cell const& c) const {
    auto const& how = topology_of(c);
    auto const database = std::string(how.database);
    return pooled_ ? poolers_.at(key(how)).url(database) : server_.url(database);
  }
  /// What is left on the server connections of all pools; a direct server has none left to look at.
  [[nodiscard]] std::vector<std::string> left_behind() const {
    std::vector<std::string> pools;
    if (pooled_) {
      for (auto const& c : cells_under_test()) pools.push_back(url(c));
    }
    return leftovers(pools, server_.url());
  }

 private:
  using setup = std::pair<std::string_view, int>;
  static setup key(topology const& how) { return {how.setting, how.processes}; }
  [[nodiscard]] lab::found_binary binary() const {
    return server_or_skip(std::string(under_test_.program), std::string(under_test_.series));
  }

  server const& under_test_ = server_under_test();
  bool pooled_ = under_test_.program == "pgbouncer";
  lab::postgres server_{pooled_ ? any_postgres() : binary()};
  std::map<setup, lab::pgbouncer> poolers_;
};

std::string or_empty(nlohmann::json const& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

/// PP205 tests two kinds of temporary tables. Its outcome is that of the lasting kind; its text reports the
/// other.
void verify_on_commit_drop(nlohmann::json const& run) {
  if (!outcome_of(run, "PP205").starts_with("breaks")) return;
  CHECK(observed_of(run, "PP205").ends_with("; with ON COMMIT DROP, in one transaction, it works"));
}

/// Every probe of the run is in the table, and every probe of the table in the run.
void verify_rows(nlohmann::json const& run) {
  std::vector<std::string> seen;
  for (auto const& f : run["findings"]) seen.push_back(f["code"]);
  std::vector<std::string> expected;
  for (auto const& p : matrix_probes()) expected.emplace_back(p.code);
  CHECK(seen == expected);
}

void verify_outcome(nlohmann::json const& run, std::string_view code, std::string_view expected) {
  CAPTURE(code);
  CAPTURE(expected);
  auto const seen = outcome_of(run, code);
  CAPTURE(seen);
  CHECK(allows(expected, seen));
  if (!allows(expected, seen)) MESSAGE(observed_of(run, code));
}

void verify(cell const& expected, checked const& seen, bool all_allowed) {
  CAPTURE(expected.topology);
  CAPTURE(all_allowed);
  CHECK(seen.exit_code == expected.exit_code);
  REQUIRE(seen.run.is_object());
  auto const& pooler = seen.run["pooler"];
  CHECK(pooler["product"] == server_under_test().product);
  CHECK(pooler["present"] == (server_under_test().product == "none" ? "no" : "yes"));
  CHECK(or_empty(pooler["version"]) == server_under_test().version);
  CHECK(pooler["pool_mode"] == expected.pool_mode);
  CHECK(pooler["prepared_statements"] == expected.prepared_statements);
  verify_rows(seen.run);
  for (auto const& p : matrix_probes()) {
    auto const runs = all_allowed || !must_be_asked_for(expected, p);
    verify_outcome(seen.run, p.code, runs ? expected_outcome(expected, p.code) : "skipped");
  }
  verify_on_commit_drop(seen.run);
  CHECK(seen.run["residue"].empty());
  CHECK(seen.run["cost"]["peak_connections"] <= 3);
  CHECK(seen.errors.empty());
}

}  // namespace

TEST_CASE("every cell shows what the table says, and nothing is left behind") {
  stand const set;
  REQUIRE_FALSE(cells_under_test().empty());
  for (auto const& expected : cells_under_test()) verify(expected, check_json(set.url(expected)), false);
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a warm pool shows the same, and what must be asked for as well") {
  stand const set;
  for (auto const& expected : cells_under_test()) {
    (void)check_json(set.url(expected));
    verify(expected, check_json(set.url(expected), {"--allow-ddl", "--sacrificial"}), true);
  }
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a hundred runs in a row give the same answer") {
  stand const set;
  auto const first = cells_under_test().front();
  std::map<std::string, int> answers;
  for (int i = 0; i < 100; ++i) {
    auto const seen = check_json(set.url(first));
    auto text = fmt::format("exit {}", seen.exit_code);
    for (auto const& p : matrix_probes()) text += fmt::format(" {} {}", p.code, outcome_of(seen.run, p.code));
    ++answers[text];
  }
  for (auto const& [text, times] : answers)
    MESSAGE(first.server << " " << first.topology << ", " << times << " runs: " << text);
  CHECK(answers.size() == 1);
  for (auto const& line : set.left_behind()) FAIL_CHECK(line);
}

TEST_CASE("a driver that never prepares is compatible wherever its transaction blocks are") {
  stand const set;
  for (auto const& c : cells_under_test()) {
    auto url = set.url(c);
    url.replace(0, url.find(':'), "postgresql+psycopg2");
    CAPTURE(c.topology);
    auto const seen = check_json(url);
    CHECK(seen.exit_code == (c.pool_mode == "statement" ? 1 : 0));
    CHECK(seen.run["target"]["driver"] == "psycopg2");
    CHECK(check_json(set.url(c), {"--driver", "psycopg2:autocommit"}).exit_code == 0);
  }
}

TEST_CASE("what is required beyond the driver's needs decides as well") {
  stand const set;
  for (auto const& c : cells_under_test()) {
    CAPTURE(c.topology);
    auto const broken = shared(c.kind) || c.exit_code == 1;  // PP201 leaks, or the setting is lost
    CHECK(check_json(set.url(c), {"--require", "session/set"}).exit_code == (broken ? 1 : c.exit_code));
  }
}
