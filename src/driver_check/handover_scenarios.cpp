#include "driver_check/handover_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "driver_check/driver_process.hpp"
#include "driver_check/scenario_steps.hpp"
#include "testbed/startup_logins.hpp"

namespace poolprobe {
namespace {

/// Removes the unnamed statement from two server connections: PostgreSQL drops it at a simple query.
void drop_unnamed_on_two_servers(testbed& on, client& a) {
  auto const simple = testbed::unnamed("select 1");
  auto& b = on.client("B");
  {
    auto const held = take(on, b);
    (void)a.run("Q", simple);
  }
  (void)b.run("Q", simple);  // on the server connection that it gave back last
}

}  // namespace

scenario_result simulate_moved_to_bare(testbed& on, driver_config const& config, int scenario,
                                       bool in_blocks) {
  driver_process a(on, "A", config, role::first, scenario, workload_for(config, in_blocks, false));
  drop_unnamed_on_two_servers(on, a.self());
  auto seen = run_moved(on, a);
  return scenario_result_of(on, scenario_kind::moved, std::move(seen), a, a.tried_again());
}

scenario_result simulate_moved(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  driver_process a(on, "A", config, role::first, scenario, workload_for(config, in_blocks, true));
  auto seen = run_moved(on, a);
  return scenario_result_of(on, scenario_kind::moved, std::move(seen), a, a.tried_again());
}

scenario_result simulate_met(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  auto const todo = workload_for(config, in_blocks, false);
  driver_process a(on, "A", config, role::first, scenario, todo);
  driver_process b(on, "B", config, role::second, scenario, todo);
  probe_result seen{outcome::works, {}, {}, {}};
  while (seen.outcome == outcome::works && a.upcoming() != nullptr) seen = a.run({});
  if (seen.outcome != outcome::works)
    return scenario_result_of(on, scenario_kind::met, std::move(seen), a, a.tried_again());
  while (auto const* next = b.upcoming()) {
    auto const held = next->uses_names ? follow(on, b.self(), a.self(), *next) : held_ptr();
    seen = b.run({held.get(), {}});
    if (seen.outcome != outcome::works)
      return scenario_result_of(on, scenario_kind::met, std::move(seen), b, b.tried_again());
  }
  a.once_more();
  while (auto const* next = a.upcoming()) {
    auto const held = next->uses_names ? follow(on, a.self(), b.self(), *next) : held_ptr();
    seen = a.run({held.get(), {}});
    if (seen.outcome != outcome::works) break;
  }
  return scenario_result_of(on, scenario_kind::met, std::move(seen), a, a.tried_again() || b.tried_again());
}

scenario_result simulate_crossed(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  auto const todo = workload_for(config, in_blocks, false);
  driver_process a(on, "A", config, role::first, scenario, todo);
  driver_process b(on, "B", config, role::second, scenario, todo);
  probe_result seen{outcome::works, {}, {}, {}};
  // Unnamed statements replace each other on the same server connection, so both clients must share one.
  auto const apart = !on.servers.single_server && !statement_needs_of(config).unnamed_later;
  held_ptr kept;  // the server connection that A used last; others cannot get it
  auto const keep = [&] {
    if (!apart) return held_ptr();
    return on.shares_clients() || on.servers.in_turn ? hold(on, a.self(), a.self()) : take(on, a.self());
  };
  while (auto const* next = a.upcoming()) {
    held_ptr held;
    auto const crosses = next->needs_earlier && a.self().backend();
    if (crosses) {
      if (!kept) kept = keep();
      while (b.upcoming() != nullptr && b.position() < a.position()) {
        seen = b.run({});
        if (seen.outcome != outcome::works)
          return scenario_result_of(on, scenario_kind::crossed, std::move(seen), b, b.tried_again());
      }
    }
    auto const moves = crosses && kept;
    kept.reset();
    if (moves) held = hold(on, b.self(), a.self());
    seen = a.run({held.get(), {}});
    if (seen.outcome != outcome::works) break;
    if (moves && a.upcoming() != nullptr)
      kept = keep();  // while B has the other one: the pool hands out the one that was released last
  }
  kept.reset();
  return scenario_result_of(on, scenario_kind::crossed, std::move(seen), a,
                            a.tried_again() || b.tried_again());
}

std::vector<std::string_view> log_in_respelled(testbed& on, driver_config const& config) {
  auto const& [name, value, known] = config.respelled;
  if (name.empty() || on.servers.dedicated || !statement_needs_of(config).unnamed_later) return {};
  std::vector<std::string_view> clients{"A"};
  if (!on.servers.single_client) clients.emplace_back("B");
  for (auto const label : clients) (void)on.open_with(label, std::string(name), std::string(value));
  return clients;
}

scenario_result simulate_login(testbed& on, std::vector<startup_setting> const& startup) {
  scenario_result result;
  result.scenario = scenario_kind::login;
  result.outcome = outcome::works;
  for (auto const& [name, value, known] : startup) {
    auto const opened = on.open_with("C", std::string(name), std::string(value));
    using kind = wire::startup_reply::kind;
    if (opened.answer.how == kind::refused) {
      result.outcome = outcome::breaks;
      result.sqlstate = opened.answer.error->sqlstate;
      result.observed = fmt::format("{}={} is refused", name, value);
    } else if (opened.answer.how == kind::asked_to_login) {
      // PgBouncer refuses a parameter before it asks for the password; the server accepts its own parameters.
      if (!known) result.outcome = outcome::unknown;
      result.observed = "the password is asked for first, so a refusal could not be seen";
    } else if (opened.in == nullptr) {
      result.outcome = outcome::unknown;
      result.observed = fmt::format("a login with {}={} got no answer", name, value);
    }
    on.disconnect("C");
    if (result.outcome != outcome::works) break;
  }
  result.transcript = on.take_transcript();
  return result;
}

}  // namespace poolprobe
