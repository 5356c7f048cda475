#include "driver_check/handover_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "driver_check/driver_process.hpp"
#include "testbed/startup_logins.hpp"

namespace poolprobe {
namespace {

using held_ptr = std::unique_ptr<held_server>;

/// A driver that can do without blocks is tried without them: there are more places then where it can be
/// moved. One whose COMMIT is a statement is tried with blocks only afterwards (driver_check.cpp).
workload program_for(driver_config const& config, bool in_blocks, bool every) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  auto const settled = driver_session(config, names).executions_until_settled();
  return {in_blocks, std::max(settled, 2), every};
}

held_ptr hold(testbed& on, client& holder, client const& whose) {
  return held_ptr(new held_server(on.hold(holder, whose)));
}

/// The server connection that the pooler gives, which is the one that was given back last.
held_ptr take(testbed& on, client& holder) {
  if (on.servers.dedicated) return held_ptr(new held_server(on, holder, std::nullopt, true));
  auto const seen = holder.run("H");
  return held_ptr(new held_server(on, holder, seen.backend, seen.ok()));
}

bool begins_with_query(transaction_unit const& s) {
  return s.groups.front().steps.front().verb == notation::verb::query;
}

/// Simple queries alone do not tell which server connection answered them.
bool can_tell_its_place(transaction_unit const& s) {
  return std::any_of(s.groups.begin(), s.groups.end(), [](driver_message const& one) {
    return one.steps.front().verb != notation::verb::query;
  });
}

/// The client takes the server connection that `other` used last, and goes on there itself. A simple query
/// cannot follow a Flush, so it comes after a Sync: a pooler gives the client the one that it had last.
held_ptr follow(testbed& on, client& who, client const& other, transaction_unit const& next) {
  auto held = hold(on, who, other);
  if (begins_with_query(next)) held->release();
  return held;
}

scenario_result told(testbed& on, scenario_kind scenario, probe_result seen, driver_process const& by,
                     bool tried_again) {
  scenario_result result;
  result.scenario = scenario;
  result.outcome = seen.outcome;
  if (seen.outcome != outcome::works) result.sqlstate = std::move(seen.sqlstate);
  result.executions = by.executions();
  result.tried_again = tried_again;
  result.observed = std::move(seen.observed);
  result.transcript = on.take_transcript();
  return result;
}

}  // namespace

scenario_result simulate_moved(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  auto const todo = program_for(config, in_blocks, true);
  driver_process a(on, "A", config, role::first, scenario, todo);
  auto& b = on.client("B");
  probe_result seen{outcome::works, {}, {}, "every answer was its own"};
  bool others_first = false;  // B gave its server connection back last, so A is given that one by itself
  while (auto const* next = a.upcoming()) {
    auto const last = a.in_last_execution() && a.position().second == 0 && can_tell_its_place(*next);
    auto const moves = (next->leans || last) && a.self().backend() && !on.servers.single_server;
    auto const from = a.tells_its_place() ? a.self().backend() : std::nullopt;
    auto held = held_ptr();
    if (moves && !others_first) held = from ? hold(on, b, a.self()) : take(on, b);
    seen = a.run({held.get(), moves ? from : std::nullopt});
    if (seen.outcome != outcome::works) break;
    others_first = held != nullptr;
  }
  return told(on, scenario_kind::moved, std::move(seen), a, a.tried_again());
}

scenario_result simulate_released(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  driver_process a(on, "A", config, role::first, scenario, program_for(config, in_blocks, false));
  probe_result seen{outcome::works, {}, {}, {}};
  while (seen.outcome == outcome::works && a.upcoming() != nullptr) seen = a.run({});
  if (seen.outcome == outcome::works) a.give_up();
  while (seen.outcome == outcome::works && a.upcoming() != nullptr) seen = a.run({});
  return told(on, scenario_kind::released, std::move(seen), a, a.tried_again());
}

scenario_result simulate_met(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  auto const todo = program_for(config, in_blocks, false);
  driver_process a(on, "A", config, role::first, scenario, todo);
  driver_process b(on, "B", config, role::second, scenario, todo);
  probe_result seen{outcome::works, {}, {}, {}};
  while (seen.outcome == outcome::works && a.upcoming() != nullptr) seen = a.run({});
  if (seen.outcome != outcome::works)
    return told(on, scenario_kind::met, std::move(seen), a, a.tried_again());
  while (auto const* next = b.upcoming()) {
    auto const held = next->names ? follow(on, b.self(), a.self(), *next) : held_ptr();
    seen = b.run({held.get(), {}});
    if (seen.outcome != outcome::works)
      return told(on, scenario_kind::met, std::move(seen), b, b.tried_again());
  }
  a.once_more();
  while (auto const* next = a.upcoming()) {
    auto const held = next->names ? follow(on, a.self(), b.self(), *next) : held_ptr();
    seen = a.run({held.get(), {}});
    if (seen.outcome != outcome::works) break;
  }
  return told(on, scenario_kind::met, std::move(seen), a, a.tried_again() || b.tried_again());
}

scenario_result simulate_crossed(testbed& on, driver_config const& config, int scenario, bool in_blocks) {
  auto const todo = program_for(config, in_blocks, false);
  driver_process a(on, "A", config, role::first, scenario, todo);
  driver_process b(on, "B", config, role::second, scenario, todo);
  probe_result seen{outcome::works, {}, {}, {}};
  // An unnamed statement is replaced where it lies: both go on where the other was last.
  auto const apart = !on.servers.single_server && !statement_needs_of(config).unnamed_later;
  held_ptr kept;  // what A has used last: others cannot have it
  auto const keep = [&] { return apart ? take(on, a.self()) : held_ptr(); };
  while (auto const* next = a.upcoming()) {
    held_ptr held;
    auto const crosses = next->leans && a.self().backend();
    if (crosses) {
      if (!kept) kept = keep();
      while (b.upcoming() != nullptr && b.position() < a.position()) {
        seen = b.run({});
        if (seen.outcome != outcome::works)
          return told(on, scenario_kind::crossed, std::move(seen), b, b.tried_again());
      }
    }
    auto const moves = crosses && kept;
    kept.reset();
    if (moves) held = hold(on, b.self(), a.self());
    seen = a.run({held.get(), {}});
    if (seen.outcome != outcome::works) break;
    if (moves) kept = keep();  // while B has the other one: what is given back last is given out first
  }
  kept.reset();
  return told(on, scenario_kind::crossed, std::move(seen), a, a.tried_again() || b.tried_again());
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
      // PgBouncer refuses before it asks for the password, the server itself knows what it has.
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
