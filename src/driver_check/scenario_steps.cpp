#include "driver_check/scenario_steps.hpp"

#include <algorithm>
#include <utility>

namespace poolprobe {
namespace {

bool begins_with_query(transaction_unit const& s) {
  return s.groups.front().steps.front().verb == notation::verb::query;
}

/// Whether the answer can show its server connection. Simple queries alone cannot.
bool can_show_backend(transaction_unit const& s) {
  return std::any_of(s.groups.begin(), s.groups.end(), [](driver_message const& one) {
    return one.steps.front().verb != notation::verb::query;
  });
}

/// Where server connections are handed out in turn, the next transaction of `who` would not get the one that
/// it has just released: the turns until that one comes again are counted, and all but the last are used up.
void use_up_turns(testbed const& on, client& who, std::optional<int> wanted) {
  constexpr int most = 32;
  auto const next_turn = [&] {
    auto const seen = who.run("S");
    on.give_time(on.servers.reuse_delay);
    return seen.backend;
  };
  int turns = 1;
  while (turns < most && next_turn() != wanted) ++turns;
  for (int i = 1; i < turns && turns < most; ++i) (void)next_turn();
}

}  // namespace

workload workload_for(driver_config const& config, bool in_blocks, bool every) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  auto const settled = driver_session(config, names).executions_until_settled();
  return {in_blocks, std::max(settled, 2), every};
}

held_ptr hold(testbed& on, client& holder, client const& whose) {
  return held_ptr(new held_server(on.hold(holder, whose)));
}

held_ptr take(testbed& on, client& holder) {
  // Which server connection was released last is not certain where others use the clients too.
  if (on.shares_clients() && !on.is_dry_run())
    return held_ptr(new held_server(on.hold(holder, std::optional<int>())));
  if (on.servers.dedicated) return held_ptr(new held_server(on, holder, std::nullopt, true));
  auto const seen = holder.run("H");
  return held_ptr(new held_server(on, holder, seen.backend, seen.ok()));
}

held_ptr follow(testbed& on, client& who, client const& other, transaction_unit const& next) {
  // Where round trips are shared, the pooler most likely gives it that one anyway; if not, the scenario has
  // no result, and is repeated.
  if (on.shares_clients() && !on.servers.dedicated)
    return held_ptr(new held_server(on, who, other.backend(), true));
  auto const wanted = other.backend();
  auto held = hold(on, who, other);
  if (!begins_with_query(next) && !on.flush_unanswered()) return held;
  held->release();
  if (!held->reached() || on.servers.dedicated) return held;
  on.give_time(on.servers.reuse_delay);
  if (on.servers.in_turn) use_up_turns(on, who, wanted);
  return held;
}

scenario_result scenario_result_of(testbed& on, scenario_kind scenario, probe_result seen,
                                   driver_process const& by, bool tried_again) {
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

probe_result run_unmoved(driver_process& a) {
  probe_result seen{outcome::works, {}, {}, {}};
  while (seen.outcome == outcome::works && a.upcoming() != nullptr) seen = a.run({});
  return seen;
}

probe_result run_moved(testbed& on, driver_process& a) {
  auto& b = on.client("B");
  probe_result seen{outcome::works, {}, {}, "every answer was its own"};
  bool others_first = false;  // B released its server connection last, so the pool gives A that one anyway
  while (auto const* next = a.upcoming()) {
    auto const last = a.in_last_execution() && a.position().second == 0 && can_show_backend(*next);
    auto const moves = (next->needs_earlier || last) && a.self().backend() && !on.servers.single_server;
    auto const from = a.backend_is_known() ? a.self().backend() : std::nullopt;
    auto held = held_ptr();
    // Where clients are shared, others may have released one since.
    if (moves && (!others_first || (on.shares_clients() && !on.is_dry_run())))
      held = from ? held_ptr(new held_server(on.avoid(b, from))) : take(on, b);
    seen = a.run({held.get(), moves ? from : std::nullopt});
    if (seen.outcome != outcome::works) break;
    others_first = held != nullptr && !on.servers.in_turn;
  }
  return seen;
}

}  // namespace poolprobe
