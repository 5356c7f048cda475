// The clean-up of a testbed on a real pooler, in moments that an interrupt meets with only rarely.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "connection_text/find_target.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"
#include "testbed/testbed.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// Clients of a pool that has one server connection, and they know.
struct pool_of_one {
  lab::postgres const server{any_postgres()};
  lab::pgbouncer const pooler{server_or_skip("pgbouncer", "1.18"), server};
  target const where = parse_target(pooler.url("one"), "test");
  testbed on{where, {}};

  pool_of_one() { on.refine_pool_facts({.single_server = true}); }
  [[nodiscard]] std::vector<std::string> left() const { return leftovers({pooler.url("one")}, server.url()); }
};

}  // namespace

TEST_CASE(
    "a server connection that ends under the first question of the clean-up does not end the clean-up") {
  pool_of_one pool;
  auto const prepared = pool.on.client("A").run("P({}) S", pool.on.named("select 1"));
  REQUIRE(prepared.backend);
  kill(*prepared.backend, SIGSTOP);  // the question comes to it, and waits
  std::thread ends([backend = *prepared.backend] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    kill(backend, SIGTERM);
    kill(backend, SIGCONT);
  });
  CHECK(pool.on.clean_up().empty());
  ends.join();
  for (auto const& line : pool.left()) FAIL_CHECK(line);
}

TEST_CASE(
    "who waits for the server connection that another client holds does not keep the clean-up waiting") {
  pool_of_one pool;
  auto& first = pool.on.client("A");
  auto& other = pool.on.client("B");
  REQUIRE(other.run("P({}) S", pool.on.named("select 1")).ok());
  REQUIRE(other.run("H").ok());
  REQUIRE(first.run("H", {}, std::chrono::milliseconds(10)).answer.status == wire::ending::timed_out);
  (void)pool.on.take_transcript();
  CHECK(pool.on.clean_up().empty());
  for (auto const& step : pool.on.take_transcript())
    CHECK(step.received.find("no answer") == std::string::npos);
  for (auto const& line : pool.left()) FAIL_CHECK(line);
}
