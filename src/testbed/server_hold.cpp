#include "testbed/server_hold.hpp"

#include <algorithm>

#include "testbed/pipelined_tasks.hpp"

namespace poolprobe {
namespace {

/// A pooler that gives the same server connection this many times will not give another one.
constexpr int most_repeats = 6;
/// On a busy pool it gives another one each time; of twenty the wanted one comes within so many.
constexpr int most_tries = 80;

using std::chrono::milliseconds;

/// The next assumption about how long a pooler needs to reset a server connection after an answer. After the
/// longest it is zero again, unless the pooler is known to reset it.
milliseconds next_delay(pool_facts const& servers) {
  auto const last = servers.reuse_delay;
  if (last < milliseconds(5)) return milliseconds(5);
  if (last < milliseconds(20)) return milliseconds(20);
  return servers.clears ? milliseconds(40) : milliseconds(0);
}

/// After so many that were reached, a pooler that resets server connections is given less time again.
constexpr int many_in_a_row = 20;

void learn_delay(testbed_state& shared, bool reached) {
  auto& delay = shared.servers.reuse_delay;
  if (!reached) {
    shared.holds_in_a_row = 0;
    delay = next_delay(shared.servers);
  } else if (++shared.holds_in_a_row % many_in_a_row == 0 && shared.servers.clears) {
    delay = std::max(delay / 2, milliseconds(2));
  }
}

/// A client that wants another server connection than it has just given back gets the same one again, or the
/// next: where it has been the next one a few times in a row, they are handed out in turn.
void learn_order(testbed_state& shared, bool same_again) {
  constexpr int few = 2;
  auto& servers = shared.servers;
  if (servers.clears) return;  // then it is chance
  shared.turns_in_a_row = same_again ? 0 : shared.turns_in_a_row + 1;
  servers.in_turn = shared.turns_in_a_row >= few;
}

/// Whether it has turned out that the pooler does not pass Flush on: what was sent before one is answered
/// after Sync only (PgCat 1.3.0, src/client.rs). As a slow pool looks like that too, it is tried again in a
/// transaction block, where the client has its server connection for certain.
bool flush_stays_unanswered(task_context& on, client& holder) {
  auto& answers = on.shared().answers_flush;
  if (answers || !holder.waiting() || !holder.sync_unanswered().ok()) return false;
  if (!holder.run("P() B E S", {"", "begin", {}}).ok() || !holder.in_transaction()) return false;
  auto const again = holder.run("H", {}, std::chrono::milliseconds(500));
  answers = again.answer.status != wire::ending::timed_out;
  if (!*answers && !holder.sync_unanswered().ok()) answers.reset();
  holder.run("P() B E S", {"", "rollback", {}});
  return answers == false;
}

}  // namespace

bool hold_server(task_context& on, client& holder, std::optional<int> wanted, persistence how) {
  return on.batch() != nullptr ? on.batch()->hold(on, holder, wanted) : take_server(on, holder, wanted, how);
}

bool take_server(task_context& on, client& holder, std::optional<int> wanted, persistence how) {
  auto const reached = try_to_take(on, holder, wanted, how);
  if (reached || how == persistence::full) learn_delay(on.shared(), reached);
  if (!reached && how == persistence::full) holder.through().maybe_other_process = true;
  return reached;
}

bool try_to_take(task_context& on, client& holder, std::optional<int> wanted, persistence how) {
  auto const before = on.transcript().size();
  auto until = wire::clock::now() + on.shared().limits.hold;
  auto const most = how == persistence::full ? most_repeats : 1;
  auto const& servers = on.shared().servers;
  // Where the pooler clears server connections, the step itself waits (task_context::let_clear).
  if (servers.reuse_delay.count() > 0 && !servers.clears) (void)wire::pause_for(servers.reuse_delay);
  int tries = 0;
  for (int repeats = 0; repeats < most && tries < most_tries && wire::clock::now() < until;) {
    on.transcript().resize(before);
    if (repeats > 0) (void)wire::pause_for(std::chrono::milliseconds(20));
    auto const last = holder.backend();
    auto const is_ready = holder.prequeued();
    if (is_ready) on.count_trips(1);
    auto const seen = is_ready ? holder.await() : holder.run("H");
    if (!seen.ok() && flush_stays_unanswered(on, holder)) {
      until = wire::clock::now() + on.shared().limits.hold;
      continue;
    }
    if (!seen.ok()) break;
    if (!on.shared().answers_flush) on.shared().answers_flush = true;
    if (tries++ > 0) learn_order(on.shared(), seen.backend == last);
    if (seen.backend == wanted) return true;
    holder.run("S");
    repeats = seen.backend == last ? repeats + 1 : 0;
  }
  return false;
}

void release_server(task_context& on, client& holder) {
  if (auto* batch = on.batch()) return batch->release(on, holder);
  if (!holder.holding() && !holder.prequeued()) return;
  // Also after an interrupt: closing a holder without Sync costs the pool a server connection.
  wire::interrupt_shield const shield;
  run_budget::exemption const also_when_spent(on.shared().budget);
  if (holder.waiting() && !holder.prequeued()) return holder.end_silence();
  holder.run("S");
}

}  // namespace poolprobe
