#include <doctest/doctest.h>

#include <stdexcept>

#include "testbed/pipelined_tasks.hpp"
#include "unit/dry_run_testbed.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// A testbed with the clients that tasks expect.
struct dry_run_pair : dry_run_testbed {
  dry_run_pair() {
    (void)on.client("A");
    (void)on.client("B");
  }
};

held_server hold_as(testbed& own) { return own.hold(own.client("B"), own.client("A").run("S").backend); }

/// Takes a server connection, and is interrupted while it waits for an answer there.
void fail_while_listening(testbed& own) {
  auto const held = hold_as(own);
  auto const fails = []() -> std::optional<left_behind> { throw std::runtime_error("no answer any more"); };
  own.client("A").run("P() B E H", testbed::unnamed("select 1"), fails);
}

/// Releases the server connection, and continues with `next`; records how far it came.
struct gave_back {
  bool began = false;
  bool ended = false;
};

gave_back beside_a_failure(std::function<void(testbed&)> const& next) {
  dry_run_pair at;
  gave_back seen;
  pipelined_tasks all(at.on);
  all.add(fail_while_listening);
  all.add([&](testbed& own) {
    hold_as(own).release();
    seen.began = true;
    next(own);
    seen.ended = true;
  });
  CHECK_THROWS_WITH(all.run(), "no answer any more");
  return seen;
}

}  // namespace

// An interrupt may come at any moment; a task that waited for another one that waits for it would never end.
TEST_CASE("a task that released what it held when another failed ends at its next step") {
  auto const asked = beside_a_failure([](testbed& own) { own.client("A").run("S"); });
  CHECK(asked.began);
  CHECK_FALSE(asked.ended);
  auto const held = beside_a_failure([](testbed& own) { auto const again = hold_as(own); });
  CHECK(held.began);
  CHECK_FALSE(held.ended);
  auto const wanted = beside_a_failure([](testbed& own) { auto const again = own.hold(own.client("B"), 7); });
  CHECK(wanted.began);
  CHECK_FALSE(wanted.ended);
}

TEST_CASE("steps that may share a transaction are sent next to each other") {
  dry_run_pair at;
  (void)at.written.take();
  pipelined_tasks all(at.on);
  for (auto const* sql : {"select 1", "set geqo = on", "select 2"}) {
    all.add([sql](testbed& own) { own.client("A").run("P() B E S", testbed::unnamed(sql)); });
  }
  all.run();
  std::vector<std::string> sent;
  for (auto const& step : at.written.take()) sent.push_back(step.sql);
  CHECK(sent == std::vector<std::string>{"select 1", "select 2", "set geqo = on"});
}
