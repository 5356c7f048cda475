// A check beside a full pool: many pgbench clients share its server connections, so that each step waits.
// What a check opens stays small, what it leaves is named, and it never says that something works which does
// not.
//   POOLPROBE_BUSY_RUNS=30 ctest --preset long -R lab.busy-pool -V     prints the whole table
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>

#include "lab/check_json.hpp"
#include "lab/run_count.hpp"
#include "support/pgbench_load.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

int runs() { return run_count("POOLPROBE_BUSY_RUNS", 2); }

/// What several checks had at most, and how often each verdict was given.
struct tally {
  int expected = 0, inconclusive = 0, wrong = 0;
  int connections = 0;
  double seconds = 0;
  std::size_t residue = 0;
  bool all_named = true;

  void add(checked const& seen, int expected_exit) {
    REQUIRE(seen.run.is_object());
    auto const& count = seen.exit_code == expected_exit ? &tally::expected
                        : seen.exit_code == 4           ? &tally::inconclusive
                                                        : &tally::wrong;
    ++(this->*count);
    connections = std::max(connections, seen.run["cost"]["connections"].get<int>());
    seconds = std::max(seconds, seen.run["cost"]["duration_ms"].get<double>() / 1000);
    residue = std::max(residue, seen.run["residue"].size());
    for (auto const& one : seen.run["residue"])
      all_named =
          all_named && !one["kind"].get<std::string>().empty() && !one["name"].get<std::string>().empty();
  }
};

void verify(lab::pgbouncer const& pooler, int clients, std::string const& driver, int expected_exit) {
  auto const what = fmt::format("PgBouncer {}, {} clients, {}", pooler.version(), clients,
                                driver.empty() ? "no driver" : driver);
  CAPTURE(what);
  pgbench_load const load(any_postgres(), pooler.port(), "transaction", POOLPROBE_LOAD_SCRIPT, clients);
  auto const options =
      driver.empty() ? std::vector<std::string>() : std::vector<std::string>{"--driver", driver};
  tally seen;
  for (int i = 0; i < runs(); ++i) seen.add(check_json(pooler.url("transaction"), options), expected_exit);
  std::printf("%-44s %3d right %3d inconclusive %3d wrong %5.1f s %4d connections %2zu left\n", what.c_str(),
              seen.expected, seen.inconclusive, seen.wrong, seen.seconds, seen.connections, seen.residue);
  std::fflush(stdout);
  CHECK(seen.wrong == 0);
  CHECK(seen.connections <= 60);
  CHECK(seen.all_named);
}

void verify(std::string const& series, int without_driver, int with_asyncpg) {
  auto const binary = server_or_skip("pgbouncer", series);
  lab::postgres const server(any_postgres());
  lab::options settings;
  settings.settings = {{"max_client_conn", "300"}};
  lab::pgbouncer const pooler(binary, server, lab::usual_pools(), settings);
  for (auto const clients : {20, 200}) {
    verify(pooler, clients, "", without_driver);
    verify(pooler, clients, "asyncpg", with_asyncpg);
  }
}

}  // namespace

TEST_CASE("beside a full pool that keeps no track of statements") { verify("1.18", 1, 1); }

TEST_CASE("beside a full pool that keeps track of them") { verify("1.24", 0, 0); }

TEST_CASE("beside a full pool that announces itself") { verify("1.26", 0, 0); }
