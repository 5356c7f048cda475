#include "testbed/undo_on_server.hpp"

#include "testbed/pending.hpp"
#include "testbed/server_hold.hpp"

namespace poolprobe {
namespace {

/// Sends the statements that the answer's rows contain, all at once; `last` ends the batch.
bool run_all(client& holder, step_result const& spelled_out, std::string_view last) {
  auto const all = statements_in(spelled_out);
  if (!spelled_out.ok() || all.empty()) return spelled_out.ok();
  return holder.run_each("P() B E", all, last).ok();
}

std::vector<left_behind> left_within_reach(task_context const& on, client const& holder) {
  auto const backend = holder.through().backend;  // the slot's backend; another task may have taken it
  if (!backend || (!holder.holding() && !on.shared().servers.dedicated)) return {};
  return on.shared().ledger.left_on(*backend, &on);
}

}  // namespace

std::vector<statement> statements_in(step_result const& spelled_out) {
  std::vector<statement> all;
  for (auto const& row : spelled_out.answer.rows) {
    if (!row.empty() && row.front()) all.push_back({"", *row.front(), {}});
  }
  return all;
}

void take_away(task_context& on, client& holder, std::vector<left_behind> const& what, bool release) {
  auto const stays = holder.holding() && !release;
  auto& ledger = on.shared().ledger;
  std::vector<pending> undoing;
  for (auto const& left : what) undoing.push_back(holder.post(stays ? "P() B E H" : "P() B E S", left.undo));
  for (std::size_t i = 0; i < what.size(); ++i) {
    auto const undone = undoing[i].receive();
    if (!undone.ok() || !undone.backend) continue;
    if (what[i].spells_out && !run_all(holder, undone, stays ? "H" : "S")) continue;
    ledger.undone(*undone.backend, what[i]);
    if (!stays) ledger.transaction_ended(*undone.backend, true);
  }
}

void restore_server(task_context& on, client& holder) {
  take_away(on, holder, left_within_reach(on, holder));
}

void restore_and_release_server(task_context& on, client& holder) {
  auto const what = left_within_reach(on, holder);
  take_away(on, holder, what, what.size() == 1 && !what.front().spells_out);
  release_server(on, holder);
}

}  // namespace poolprobe
