// Observes every cell of protocol_matrix.cpp that belongs to one server: the environment variable
// POOLPROBE_SERVER, e.g. "pgbouncer 1.18"; CTest runs this once for each.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <cstdlib>

#include "lab/check_json.hpp"
#include "lab/protocol_matrix.hpp"
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

  stand() {
    if (kind == "pgbouncer") pooler.emplace(server_or_skip(kind, series), server);
  }
  [[nodiscard]] bool is(std::string_view name) const {
    return name == (kind == "postgres" ? kind : server_under_test());
  }
  [[nodiscard]] std::string url(std::string_view pool) const {
    return pooler ? pooler->url(std::string(pool)) : server.url(std::string(pool));
  }
};

void verify(std::size_t column, nlohmann::json const& run) {
  for (auto const& row : protocol_matrix()) {
    auto const seen = outcome_of(run, row.code);
    CAPTURE(row.code);
    CHECK(seen == row.outcomes.at(column));
    if (seen == row.outcomes.at(column)) continue;
    for (auto const& f : run["findings"]) {
      if (f["code"] == row.code) MESSAGE(f["observed"].get<std::string>());
    }
  }
}

}  // namespace

TEST_CASE("every cell shows what the table says, cold and warm, and nothing is left behind") {
  stand const set;
  std::vector<std::string> pools;
  for (std::size_t i = 0; i < protocol_kinds().size(); ++i) {
    auto const& kind = protocol_kinds()[i];
    if (!set.is(kind.server)) continue;
    for (auto const& pool : kind.pools) {
      CAPTURE(pool);
      for (auto const* state : {"cold", "warm"}) {
        CAPTURE(state);
        auto const seen = check_json(set.url(pool));
        REQUIRE(seen.run.is_object());
        verify(i, seen.run);
        CHECK(seen.run["residue"].empty());
        CHECK(seen.run["cost"]["peak_connections"] <= 3);
        CHECK(seen.errors.empty());
      }
      if (set.pooler) pools.push_back(set.url(pool));
    }
  }
  for (auto const& line : leftovers(pools, set.server.url())) FAIL_CHECK(line);
}
