#include <doctest/doctest.h>

#include <algorithm>

#include "driver_check/driver_check.hpp"
#include "run/run_probes.hpp"
#include "survey/survey.hpp"
#include "testbed/cancel_request.hpp"
#include "testbed/undo.hpp"
#include "unit/dry_run_testbed.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::vector<std::string> all_sent(std::vector<planned_step> const& steps) {
  std::vector<std::string> all;
  all.reserve(steps.size());
  for (auto const& s : steps) all.push_back(s.client + " " + s.sent);
  return all;
}

}  // namespace

TEST_CASE("in a dry run every probe takes the path on which it works") {
  dry_run_testbed at;
  at.on.set_permissions({.ddl = true, .sacrificial = true});
  (void)survey(at.on, {.admin = true});
  std::vector<finding> findings;
  run_probes(
      at.on, all_probes(), [](probe const&) { return std::nullopt; }, findings, [](std::string_view) {});
  CHECK(findings.size() == all_probes().size());
  for (auto const& f : findings) {
    CAPTURE(f.observed);
    CHECK_MESSAGE(f.outcome == outcome::works, f.code);
    CHECK_FALSE(f.transcript.empty());
  }
  CHECK_FALSE(at.on.pool_facts_wrong());
  CHECK(at.on.clean_up().empty());
}

TEST_CASE("in a dry run every configuration of every driver takes the path on which it works") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      CAPTURE(id_of({&d, &c}));
      dry_run_testbed at;
      driver_check check(at.on);
      auto const seen = check.run({&d, &c});
      for (auto const& s : seen.scenarios) {
        // Nobody answers a login, and the probe that a feature depends on was not run.
        auto const may_be_unknown =
            s.scenario == scenario_kind::login || s.scenario == scenario_kind::feature;
        if (!may_be_unknown || s.outcome != outcome::unknown)
          CHECK_MESSAGE(s.outcome == outcome::works, word(s.scenario), ": ", s.observed);
      }
      CHECK(seen.caveats.empty());
      CHECK_FALSE(at.written.take().empty());
      CHECK(at.on.clean_up().empty());
    }
  }
}

TEST_CASE("in a dry run what fails in a block is rolled back, and nothing is asked in between") {
  dry_run_testbed at;
  driver_check check(at.on);
  (void)check.run(find_driver("dbd-pg"));
  auto const steps = at.written.take();
  auto const failing = std::find_if(
      steps.begin(), steps.end(), [](auto const& s) { return s.sql.starts_with("select 1 / (cardinality"); });
  REQUIRE(failing != steps.end());
  CHECK((failing - 1)->sql.starts_with("select 'asked by"));
  CHECK((failing + 1)->sql == "rollback");
  CHECK_FALSE((failing + 1)->asks_backend);
  CHECK((failing + 2)->sql == "begin");
}

TEST_CASE("a simulated pool gives the server connection last used first, and a held one to no client") {
  dry_run_testbed at;
  auto& a = at.on.client("A");
  auto& b = at.on.client("B");
  auto const first = a.run("S").backend;
  CHECK(b.run("H").backend == first);
  CHECK(b.holding());
  CHECK(a.run("S").backend != first);
  b.run("S");
  CHECK(b.ready());
  CHECK(a.run("S").backend == first);
}

TEST_CASE("a dry run records what would have been sent, in its order") {
  dry_run_testbed at;
  auto& a = at.on.client("A");
  a.run("P() B E S", testbed::unnamed("begin"));
  CHECK(a.in_transaction());
  CHECK(at.on.expect(a.run("P() B E S", testbed::unnamed("select 1 / 0")))
            .refused("22012")
            .otherwise({})
            .outcome == outcome::works);
  a.run("P() B E S", testbed::unnamed("rollback"));
  at.on.disconnect("A");
  auto const steps = at.written.take();
  CHECK(all_sent(steps) ==
        std::vector<std::string>{"A connect", "A P() B E S", "A P() B E S", "A P() B E S", "A close"});
  CHECK(steps[1].sql == "begin");
  CHECK(steps[1].asks_backend);
  CHECK_FALSE(steps[3].asks_backend);  // in a failed transaction nothing can be asked
  CHECK(at.written.take().empty());
}

TEST_CASE("a statement that sleeps in a dry run answers when it is cancelled") {
  dry_run_testbed at;
  auto& a = at.on.client("A");
  CHECK_FALSE(a.run("P() B E S", testbed::unnamed("select pg_sleep(2)")).ok());
  CHECK(a.waiting());
  at.on.cancel(a);
  auto const seen = a.await();
  REQUIRE(seen.answer.error);
  CHECK(seen.answer.error->sqlstate == "57014");
  CHECK(a.ready());
}

TEST_CASE("the last clean-up step also releases the server connection") {
  dry_run_testbed at;
  auto& a = at.on.client("A");
  auto& b = at.on.client("B");
  auto const changed = [] { return undo::setting("geqo_seed", std::string(undo::not_set_in_session)); };
  a.run("P() B E S", testbed::unnamed("set geqo_seed = 0.5"), changed);
  auto const held = at.on.hold(b, a);
  (void)at.written.take();
  at.on.restore_and_release(b);
  CHECK(b.ready());
  CHECK(all_sent(at.written.take()) == std::vector<std::string>{"B P() B E S"});
  at.on.restore_and_release(b);
  CHECK(at.written.take().empty());
  CHECK(at.on.clean_up().empty());
}
