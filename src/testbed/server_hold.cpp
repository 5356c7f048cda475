#include "testbed/server_hold.hpp"

#include "testbed/pipelined_tasks.hpp"

namespace poolprobe {
namespace {

/// A pooler that gives the same server connection this many times will not give another one.
constexpr int most_repeats = 6;

/// The next assumption about how long a pooler needs to reset a server connection after an answer. After the
/// longest it is zero again.
std::chrono::milliseconds next_delay(std::chrono::milliseconds last) {
  using std::chrono::milliseconds;
  if (last < milliseconds(5)) return milliseconds(5);
  return last < milliseconds(20) ? milliseconds(20) : milliseconds(0);
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
  if (!reached && how == persistence::full) {
    auto& delay = on.shared().servers.reuse_delay;
    delay = next_delay(delay);
    holder.through().maybe_other_process = true;
  }
  return reached;
}

bool try_to_take(task_context& on, client& holder, std::optional<int> wanted, persistence how) {
  auto const before = on.transcript().size();
  auto until = wire::clock::now() + on.shared().limits.hold;
  auto const most = how == persistence::full ? most_repeats : 1;
  auto const delay = on.shared().servers.reuse_delay;
  if (delay.count() > 0) (void)wire::pause_for(delay);
  for (int repeats = 0; repeats < most && wire::clock::now() < until;) {
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
    if (seen.backend == wanted) return true;
    on.shared().servers.in_turn = true;
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
