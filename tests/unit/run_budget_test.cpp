// What a run may take in all: that it ends at each bound, and that the clean-up has its own part.
#include "testbed/run_budget.hpp"

#include <doctest/doctest.h>

#include "connection_text/find_target.hpp"
#include "support/scripted_pool.hpp"
#include "testbed/testbed.hpp"
#include "testbed/undo.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

constexpr run_bounds small{16, 2030, 3600s};  // 8 connections and 30 round trips, before the clean-up

/// The bound that ended `work`; empty where none did.
template <class Work>
std::string bound_of(Work work) {
  try {
    work();
  } catch (budget_spent const& end) {
    return end.bound;
  }
  return {};
}

}  // namespace

TEST_CASE("connections are counted before they are opened, and those of the clean-up are kept") {
  run_budget budget(small);
  for (int i = 0; i < 8; ++i) budget.require_connection();
  CHECK(budget.bound_reached() == "8 connections");
  CHECK(bound_of([&] { budget.require_connection(); }) == "8 connections");
  CHECK(bound_of([&] { budget.require_trip(); }).empty());
  budget.begin_clean_up();
  CHECK(budget.allows(8));
  CHECK_FALSE(budget.allows(9));
  budget.begin_clean_up();
  CHECK_FALSE(budget.allows(9));
}

TEST_CASE("what a run did not use is the clean-up's") {
  run_budget budget(small);
  budget.require_connection();
  budget.begin_clean_up();
  CHECK(budget.allows(15));
}

TEST_CASE("round trips and time end a run too") {
  run_budget budget(small);
  for (int i = 0; i < 30; ++i) budget.count_round_trip();
  CHECK(bound_of([&] { budget.require_trip(); }) == "30 round trips");
  budget.begin_clean_up();
  CHECK(bound_of([&] { budget.require_trip(); }).empty());
  run_budget late({60, 3000, kept_for_clean_up.time});
  CHECK(bound_of([&] { late.require_trip(); }) == "0 s");
}

TEST_CASE("nothing is refused to what must be put in order") {
  run_budget budget({0, 0, 0s});
  run_budget::exemption const now(budget);
  CHECK(bound_of([&] {
          budget.require_trip();
          budget.require_connection();
        }).empty());
}

TEST_CASE("a probe that reconnects for ever is ended, and what it left is removed") {
  scripted_pool pool({});
  scripted_server const server(pool.answers());
  auto const where = parse_target(server.url(), "test");
  testbed on(where, {.in_all = small});
  auto const channel = on.fresh_name();
  auto const ended = bound_of([&] {
    on.client("A").run("P() B E S", testbed::unnamed("listen " + channel),
                       [channel] { return undo::channel(channel); });
    for (;;) on.disconnect("A"), (void)on.client("A");
  });
  CHECK(ended == "8 connections");
  CHECK(pool.logins() <= 8);  // the last may not be counted yet
  CHECK(on.clean_up().empty());
  CHECK(pool.unlistens() == 1);
  CHECK(pool.logins() <= 16);
}

TEST_CASE("a probe that asks for ever is ended, also while it holds a server connection") {
  scripted_pool pool({});
  scripted_server const server(pool.answers());
  auto const where = parse_target(server.url(), "test");
  testbed on(where, {.in_all = small});
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const ended = bound_of([&] {
    a.run("S");
    auto const held = on.hold(b, a);
    for (;;) a.run("S");
  });
  CHECK(ended == "30 round trips");
  CHECK(b.ready());  // it has released
  CHECK(on.clean_up().empty());
}
