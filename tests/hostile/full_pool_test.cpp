// A pool that has no server connection to give: full, or paused. Both can be had, so both are real.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "cli/scratch.hpp"
#include "lab/check_json.hpp"
#include "lab/lab.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

/// psql of that release: runs a statement and ends.
running_program psql(std::string const& url, std::string const& sql) {
  return running_program(invocation{{url, "-X", "-c", sql}, {}, {}, (any_postgres().path / "psql").string()});
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE("a full pool: the first question waits as long as it was told, and the pool is named") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  auto const taken = psql(pooler.url("one"), "select pg_sleep(60)");
  std::this_thread::sleep_for(1s);
  auto const start = std::chrono::steady_clock::now();
  auto const seen = check_json(pooler.url("one"), {"--timeout", "3"});
  CHECK(seen.exit_code == 3);
  CHECK(seconds_since(start) > 2.5);
  CHECK(seconds_since(start) < 8);
  CHECK(on_one_line(seen.errors).find("full or paused") != std::string::npos);
}

TEST_CASE("a pool that is full for a moment is waited for") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  auto const taken = psql(pooler.url("one"), "select pg_sleep(4)");
  std::this_thread::sleep_for(1s);
  auto const seen = check_json(pooler.url("one"), {"--timeout", "20"});
  CHECK(seen.exit_code != 3);
  CHECK(seen.run["pooler"]["present"] == "yes");
}

TEST_CASE("a paused pool: the same") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(any_pgbouncer(), server);
  CHECK(psql(pooler.url("pgbouncer", "admin"), "pause").wait().exit_code == 0);
  auto const start = std::chrono::steady_clock::now();
  auto const seen = check_json(pooler.url("transaction"), {"--timeout", "3"});
  CHECK(seen.exit_code == 3);
  CHECK(seconds_since(start) > 2.5);
  CHECK(seconds_since(start) < 8);
  CHECK(on_one_line(seen.errors).find("full or paused") != std::string::npos);
}
