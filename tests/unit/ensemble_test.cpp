#include <doctest/doctest.h>

#include <stdexcept>

#include "stage/ensemble.hpp"
#include "unit/rehearsed_stage.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// With the clients that acts find in place.
struct rehearsed_pair : rehearsed_stage {
  rehearsed_pair() {
    (void)on.client("A");
    (void)on.client("B");
  }
};

held_server hold_as(stage& own) { return own.hold(own.client("B"), own.client("A").run("S").backend); }

/// Takes a server connection, and meets what an interrupt is while it waits for an answer there.
void fail_while_listening(stage& own) {
  auto const held = hold_as(own);
  auto const fails = []() -> std::optional<left_behind> { throw std::runtime_error("no answer any more"); };
  own.client("A").run("P() B E H", stage::unnamed("select 1"), fails);
}

/// Gives the server connection back meanwhile, and goes on with `next`; how far that came.
struct gave_back {
  bool began = false;
  bool ended = false;
};

gave_back beside_a_failure(std::function<void(stage&)> const& next) {
  rehearsed_pair at;
  gave_back seen;
  ensemble all(at.on);
  all.add(fail_while_listening);
  all.add([&](stage& own) {
    hold_as(own).release();
    seen.began = true;
    next(own);
    seen.ended = true;
  });
  CHECK_THROWS_WITH(all.play(), "no answer any more");
  return seen;
}

}  // namespace

// An interrupt may come at any moment; who waited for an act that waited for it would wait for ever.
TEST_CASE("an act that gave back what it held when another failed ends at its next step") {
  auto const asked = beside_a_failure([](stage& own) { own.client("A").run("S"); });
  CHECK(asked.began);
  CHECK_FALSE(asked.ended);
  auto const held = beside_a_failure([](stage& own) { auto const again = hold_as(own); });
  CHECK(held.began);
  CHECK_FALSE(held.ended);
  auto const wanted = beside_a_failure([](stage& own) { auto const again = own.hold(own.client("B"), 7); });
  CHECK(wanted.began);
  CHECK_FALSE(wanted.ended);
}

TEST_CASE("steps that may share a transaction travel next to each other") {
  rehearsed_pair at;
  (void)at.written.take();
  ensemble all(at.on);
  for (auto const* sql : {"select 1", "set geqo = on", "select 2"}) {
    all.add([sql](stage& own) { own.client("A").run("P() B E S", stage::unnamed(sql)); });
  }
  all.play();
  std::vector<std::string> sent;
  for (auto const& step : at.written.take()) sent.push_back(step.sql);
  CHECK(sent == std::vector<std::string>{"select 1", "select 2", "set geqo = on"});
}
