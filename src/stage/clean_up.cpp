// What a stage does when all is over: everything of ours leaves every server connection that can be reached.
#include <fmt/format.h>

#include "stage/ensemble.hpp"

namespace poolprobe {

std::vector<residue> stage::clean_up() {
  wire::interrupt_shield const shield;
  auto const until = wire::clock::now() + shared_->limits.clean_up;
  while (!shared_->ledger.empty() && sweep() && wire::clock::now() < until) {
    if (!shared_->ledger.empty()) (void)wire::pause_for(std::chrono::milliseconds(5));
  }
  for (auto const& l : shared_->lines) {
    settle(slot(l->label()));
    l->disconnect();
  }
  return shared_->ledger.open_entries(nonce());
}

/// Takes as many server connections at once as there may be clients, each cleaned by the one who holds it.
/// False when the pooler gives none.
bool stage::sweep() {
  auto const alone = servers.single_server || servers.single_client;
  ensemble all(*this);
  int holders = 0;
  for (auto const* label : {"A", "B", "C"}) {
    if (alone && holders > 0) break;
    if (!client(label).ready()) continue;
    all.add([label, &holders](stage& on) { holders += on.clean_one(on.client(label)) ? 1 : 0; });
    if (alone) ++holders;
  }
  holders = 0;
  all.play();
  return holders > 0;
}

/// Holds whatever server connection the pooler gives, and cleans it. False when it gives none.
bool stage::clean_one(poolprobe::client& holder) {
  auto const taken = holder.run("H").ok();
  if (taken) clean_held(holder);
  if (holder.holding() && !shared_->ledger.empty()) forget_ended_backends(holder);
  if (holder.holding()) holder.run("S");
  return taken;
}

void stage::clean_held(poolprobe::client& holder) {
  auto const backend = holder.backend();
  if (!backend || !shared_->ledger.concerns(*backend)) return;
  take_away(holder, shared_->ledger.left_on(*backend));
  if (shared_->ledger.prepared_on(*backend) && drop_statements(holder)) shared_->ledger.dropped(*backend);
}

/// Sends the statements that the answer spells out, all in one go.
bool stage::run_all(poolprobe::client& holder, reaction const& spelled_out) {
  std::vector<statement> statements;
  for (auto const& row : spelled_out.answer.rows) {
    if (!row.empty() && row.front()) statements.push_back(unnamed(*row.front()));
  }
  if (!spelled_out.ok() || statements.empty()) return spelled_out.ok();
  return holder.run_each("P() B E", statements, "H").ok();
}

/// Whatever the statements are called on the server, also by the pooler (PGBOUNCER_7): their text carries our
/// mark.
bool stage::drop_statements(poolprobe::client& holder) {
  return run_all(holder,
                 holder.run("P() B E H", unnamed("select format('deallocate %I', name)"
                                                 " from pg_prepared_statements where statement like $1",
                                                 {"%/* poolprobe " + nonce() + " */%"})));
}

void stage::restore(poolprobe::client& holder) {
  auto const backend = holder.backend();
  if (!backend || (!holder.holding() && !servers.dedicated)) return;
  take_away(holder, shared_->ledger.left_on(*backend, this));
}

/// All of it in one go, or in two where an answer spells out what is to be done.
void stage::take_away(poolprobe::client& holder, std::vector<left_behind> const& what) {
  auto const kept = holder.holding();
  std::vector<pending> undoing;
  for (auto const& left : what) undoing.push_back(holder.post("P() B E H", left.undo));
  for (std::size_t i = 0; i < what.size(); ++i) {
    auto const undone = undoing[i].hear();
    if (!undone.ok() || !undone.backend) continue;
    if (!what[i].spells_out || run_all(holder, undone)) shared_->ledger.undone(*undone.backend, what[i]);
  }
  if (!kept && holder.holding()) holder.run("S");
}

/// A backend that has ended took everything with it.
void stage::forget_ended_backends(poolprobe::client& asking) {
  auto const wanted = shared_->ledger.backends();
  auto const alive =
      asking.run("P() B E H", unnamed("select pid from pg_stat_activity where pid = any($1::int[])",
                                      {fmt::format("{{{}}}", fmt::join(wanted, ","))}));
  if (!alive.ok()) return;
  for (auto const backend : wanted) {
    auto const text = std::to_string(backend);
    auto const is_it = [&text](auto const& row) { return !row.empty() && row.front() == text; };
    if (std::none_of(alive.answer.rows.begin(), alive.answer.rows.end(), is_it))
      shared_->ledger.ended(backend);
  }
}

}  // namespace poolprobe
