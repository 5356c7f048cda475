// Ctrl-C at any moment: exit code 130, what was found is written, nothing stays on any server.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "support/inspector.hpp"
#include "support/program.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// Starts a check and interrupts it after `delay`; shorter runs end by themselves.
program_result interrupted_check(std::string const& url, std::chrono::microseconds delay) {
  running_program check(invocation{{"check", url, "-o", "json", "--allow-ddl", "--sacrificial"}});
  std::this_thread::sleep_for(delay);
  check.signal(SIGINT);
  return check.wait();
}

}  // namespace

TEST_CASE("an interrupt at any moment leaves nothing behind") {
  for (auto const* series : {"1.18", "1.24"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler(*binary, server);
    int interrupted = 0;
    for (int i = 0; i < 100; ++i) {
      auto const result = interrupted_check(pooler.url("transaction"), std::chrono::microseconds(700 * i));
      // Before the handler is in place the signal simply ends the process, which has done nothing then.
      if (result.exit_code == 128 + SIGINT && result.out.empty()) continue;
      if (result.exit_code == 130) {
        ++interrupted;
        auto const run = nlohmann::json::parse(result.out);
        CHECK(run["verdict"]["exit_code"] == 130);
        CHECK(run["residue"].empty());
      }
    }
    CHECK(interrupted > 0);
    for (auto const& line : leftovers({pooler.url("transaction")}, server.url())) FAIL_CHECK(line);
  }
}

TEST_CASE("an interrupt ends a wait for a pool that gives nothing") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler(server_or_skip("pgbouncer", "1.24"), server);
  auto const result = interrupted_check(pooler.url("one"), std::chrono::milliseconds(300));
  CHECK(result.exit_code == 130);
}
