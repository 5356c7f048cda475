// Other clients' traffic in the same pool: never a false `works`, never a false `breaks`, nothing left
// behind.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <map>

#include "lab/check_json.hpp"
#include "lab/matrix.hpp"
#include "lab/run_count.hpp"
#include "lab/run_in_short.hpp"
#include "support/pgbench_load.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// The number of checks of each pooler; POOLPROBE_LOAD_RUNS changes it.
int runs() { return run_count("POOLPROBE_LOAD_RUNS", 50); }

using tally = std::map<std::string, std::map<std::string, int>>;

/// How often each probe had which outcome, and each run which pool mode and how much residue.
tally observe(std::string const& url) {
  tally seen;
  for (int i = 0; i < runs(); ++i) {
    auto const check = check_json(url);
    REQUIRE(check.run.is_object());
    ++seen["processes"][evidence_for(check.run, "processes").empty() ? "one" : "several"];
    ++seen["mode"][check.run["pooler"]["pool_mode"].get<std::string>()];
    seen["residue"]["entries"] += static_cast<int>(check.run["residue"].size());
    for (auto const& f : check.run["findings"])
      ++seen[f["code"].get<std::string>()][f["outcome"].get<std::string>()];
  }
  return seen;
}

void print(std::string const& what, tally const& seen) {
  auto text = what + ":";
  for (auto const& [key, counts] : seen) {
    text += "\n  " + key;
    for (auto const& [word, times] : counts) text += fmt::format("  {} {}", word, times);
  }
  MESSAGE(text);
}

/// The cell of the matrix that the load runs on. What works there must be seen to work, and what does not
/// must be seen to fail, possibly in another way, because other clients come in between.
cell transaction_pool_of(std::string const& server) {
  for (auto const& c : matrix()) {
    if (c.server == server && c.topology == "transaction") return c;
  }
  FAIL("the matrix has no such cell");
  return {};
}

/// Only the right outcomes and `unknown` are allowed, the latter in at most 2 % of the cells.
void verify(tally& seen, cell const& where) {
  int unknown = 0;
  int cells = 0;
  for (auto const& probe : matrix_probes()) {
    if (must_be_asked_for(where, probe)) continue;
    CAPTURE(probe.code);
    auto& counts = seen[std::string(probe.code)];
    auto const works = expected_outcome(where, probe.code) == "works";
    auto const good = works ? counts["works"] : counts["breaks"] + counts["leaks"] + counts["wrong_answer"];
    CHECK(good + counts["unknown"] == runs());
    unknown += counts["unknown"];
    cells += runs();
  }
  MESSAGE(unknown << " of " << cells << " cells are unknown");
  CHECK(cells > 0);
  CHECK(unknown * 50 <= cells);
  CHECK(seen["residue"]["entries"] == 0);
}

/// Puts the load on a transaction pool of that PgBouncer and counts the results of checks during it.
void observe_under_load(std::string const& series) {
  auto const postgres = any_postgres();
  auto const binary = server_or_skip("pgbouncer", series);
  lab::postgres const server(postgres);
  lab::pgbouncer const pooler(binary, server);
  pgbench_load const load(postgres, pooler.port(), "transaction", POOLPROBE_LOAD_SCRIPT);
  auto seen = observe(pooler.url("transaction"));
  print("PgBouncer " + series, seen);
  CHECK(seen["mode"]["transaction"] == runs());
  CHECK(seen["processes"]["one"] == runs());
  verify(seen, transaction_pool_of("pgbouncer " + series));
}

}  // namespace

TEST_CASE("on a busy pool without support every break is seen and nothing else") {
  observe_under_load("1.18");
}

TEST_CASE("on a busy pool with support nothing breaks that works") { observe_under_load("1.24"); }

TEST_CASE("on a busy pool that announces itself the same holds") { observe_under_load("1.26"); }
