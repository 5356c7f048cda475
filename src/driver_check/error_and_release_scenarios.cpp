#include "driver_check/error_and_release_scenarios.hpp"

#include <utility>
#include <vector>

#include "driver_check/scenario_steps.hpp"

namespace poolprobe {
namespace {

using messages = std::vector<driver_message>;

/// The one query of the program, and another one.
constexpr int usual = 0, other = 1;

void add(messages& to, messages more) {
  for (auto& one : more) to.push_back(std::move(one));
}

/// The messages of `body`, inside a transaction block where `in_block`.
template <class Body>
messages maybe_in_block(driver_session& session, bool in_block, Body const& body) {
  messages all;
  if (in_block) add(all, session.begin());
  body(all);
  if (in_block) add(all, session.commit());
  return all;
}

messages refused_once(driver_session& session, bool in_block) {
  messages all;
  if (in_block) add(all, session.begin());
  add(all, session.refused(other));
  if (in_block) add(all, session.rollback());
  return all;
}

workload nothing(bool in_blocks) { return {in_blocks, 0, false}; }

bool drops_by_itself(driver_config const& config) {
  using release_time = enum statement_release::when;
  return config.release.when == release_time::in_script;
}

/// Uses the statement until the driver names it, then drops it inside a block. Where the script of a query
/// itself drops it, the first block shows that: an earlier one could be lost before a query follows.
scenario_result simulate_dropped_inside(testbed& on, driver_config const& config, int scenario,
                                        bool query_follows) {
  auto const at_once = drops_by_itself(config);
  driver_process a(on, "A", config, role::first, scenario,
                   at_once ? nothing(true) : workload_for(config, true, false));
  auto seen = run_unmoved(a);
  if (seen.outcome == outcome::works) {
    auto& session = a.session();
    a.then(maybe_in_block(session, true, [&](messages& all) {
      add(all, session.query(usual));
      if (!at_once) add(all, session.release(usual));
      if (query_follows) add(all, session.query(other));
    }));
    seen = run_unmoved(a);
  }
  auto result = scenario_result_of(on, scenario_kind::dropped_inside, std::move(seen), a, a.tried_again());
  if (at_once) result.executions = query_follows ? 2 : 1;
  return result;
}

}  // namespace

scenario_result simulate_dropped(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  driver_process a(on, "A", config, role::first, scenario, workload_for(config, in_blocks, false));
  auto seen = run_unmoved(a);
  if (seen.outcome == outcome::works) {
    a.then(a.session().release(usual));
    seen = run_unmoved(a);
  }
  return scenario_result_of(on, scenario_kind::released, std::move(seen), a, a.tried_again());
}

scenario_result simulate_dropped_last(testbed& on, driver_config const& config, int scenario, bool) {
  return simulate_dropped_inside(on, config, scenario, false);
}

scenario_result simulate_dropped_between(testbed& on, driver_config const& config, int scenario, bool) {
  return simulate_dropped_inside(on, config, scenario, true);
}

scenario_result simulate_ends_moved(testbed& on, driver_config const& config, int scenario, bool) {
  constexpr int until_named_again = 2;
  driver_process a(on, "A", config, role::first, scenario, {true, until_named_again, true, true});
  auto seen = run_moved(on, a);
  return scenario_result_of(on, scenario_kind::moved, std::move(seen), a, a.tried_again());
}

/// Where ROLLBACK is a named statement, each block has a new query text: an error of a named query would hide
/// what happens to ROLLBACK.
scenario_result simulate_rolled_back(testbed& on, driver_config const& config, int scenario, bool) {
  driver_process a(on, "A", config, role::first, scenario, workload_for(config, true, false));
  auto seen = run_unmoved(a);
  if (seen.outcome == outcome::works) {
    auto& session = a.session();
    auto const forgets = !config.transaction.after_rollback.empty();
    for (int i = 1; i <= 3; ++i) {
      auto all = session.begin();
      add(all, session.query(forgets ? usual : other + i));
      add(all, session.rollback());
      a.then(all);
    }
    a.then(maybe_in_block(session, true,
                          [&](messages& all) { add(all, session.query(forgets ? usual : other)); }));
    seen = run_moved(on, a);
  }
  return scenario_result_of(on, scenario_kind::rolled_back, std::move(seen), a, a.tried_again());
}

scenario_result simulate_failed_inside(testbed& on, driver_config const& config, int scenario, bool) {
  driver_process a(on, "A", config, role::first, scenario, nothing(true));
  auto& session = a.session();
  auto all = session.begin();
  add(all, session.query(usual));
  add(all, session.failing(other));
  add(all, session.rollback());
  a.then(all);
  a.then(maybe_in_block(session, true, [&](messages& next) { add(next, session.query(usual)); }));
  auto seen = run_unmoved(a);
  return scenario_result_of(on, scenario_kind::failed, std::move(seen), a, a.tried_again());
}

scenario_result simulate_refused(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  driver_process c(on, "C", config, role::first, scenario, nothing(in_blocks));
  auto const tries = config.failed_parse.counts ? 3 : 2;
  for (int i = 0; i < tries; ++i) c.then(refused_once(c.session(), in_blocks));
  auto& session = c.session();
  c.then(maybe_in_block(session, in_blocks, [&](messages& all) { add(all, session.query(usual)); }));
  auto seen = run_unmoved(c);
  auto result = scenario_result_of(on, scenario_kind::refused, std::move(seen), c, c.tried_again());
  on.disconnect("C");
  return result;
}

}  // namespace poolprobe
