#include "testbed/undo_on_server.hpp"

#include <fmt/format.h>

#include "testbed/pending.hpp"
#include "testbed/server_hold.hpp"

namespace poolprobe {
namespace {

/// Sends the statements that the answer's rows contain, all at once; `last` ends the batch. Returns what was
/// not answered as it should be; empty where all was.
std::string run_all(client& holder, step_result const& spelled_out, std::string_view last) {
  auto const all = statements_in(spelled_out);
  if (all.empty()) return {};
  auto const seen = holder.run_each("P() B E", all, last);
  return seen.ok() ? std::string() : fmt::format("{}: {}", all.front().sql, seen.text());
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

std::string take_away(task_context& on, client& holder, std::vector<left_behind> const& what, bool release) {
  auto const stays = holder.holding() && !release;
  auto& ledger = on.shared().ledger;
  std::string first_failure;
  std::vector<pending> undoing;
  for (auto const& left : what) undoing.push_back(holder.post(stays ? "P() B E H" : "P() B E S", left.undo));
  for (std::size_t i = 0; i < what.size(); ++i) {
    auto const undone = undoing[i].receive();
    auto const removed = undone.ok() && undone.backend;
    auto why = removed ? std::string() : fmt::format("{}: {}", what[i].undo.sql, undone.text());
    if (removed && what[i].spells_out) why = run_all(holder, undone, stays ? "H" : "S");
    if (first_failure.empty()) first_failure = why;
    if (!why.empty()) continue;
    ledger.undone(*undone.backend, what[i]);
    if (!stays) ledger.transaction_ended(*undone.backend, true);
  }
  return first_failure;
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
