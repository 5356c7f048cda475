// What a testbed does when all is over: everything of ours leaves every server connection that can be
// reached.
#include <fmt/format.h>

#include <algorithm>

#include "testbed/batched_tasks.hpp"
#include "testbed/parallel_tasks.hpp"

namespace poolprobe {
namespace {

/// The statements that the rows of an answer are.
std::vector<statement> statements_in(step_result const& spelled_out) {
  std::vector<statement> all;
  for (auto const& row : spelled_out.answer.rows) {
    if (!row.empty() && row.front()) all.push_back(testbed::unnamed(*row.front()));
  }
  return all;
}

/// So many rounds of cleaning may bring nothing before other connections are tried.
constexpr int most_vain = 6;

/// So many rounds in a row may be given no server connection. One says little: it may have ended under the
/// question, and the pooler's next answer is another one.
constexpr int most_denied = 3;

constexpr std::size_t slots = 3;  // clients A, B and C

}  // namespace

std::vector<residue> testbed::clean_up() {
  wire::interrupt_shield const shield;
  auto& ledger = shared_->ledger;
  auto const until = wire::clock::now() + shared_->limits.clean_up;
  settle_all();
  for (auto const& l : shared_->slots) {
    if (l->spent) dismiss(l->label());  // it would take what it logged in with to wherever it comes
  }
  auto left = ledger.backends().size();
  int vain = 0;                                // rounds that brought nothing
  int denied = 0;                              // rounds in a row in which nobody was given any
  auto most = servers.several ? slots : left;  // at first; others may have the server connections meant
  while (!ledger.empty() && denied < most_denied && wire::clock::now() < until) {
    denied = sweep(most) ? 0 : denied + 1;
    most = slots;
    vain = ledger.backends().size() < left ? 0 : vain + 1;
    left = ledger.backends().size();
    // The next connections may come to another pooler process. On a busy pool patience is cheaper.
    if (left > 0 && (servers.several || vain > most_vain)) disconnect_all();
    if (left > 0) (void)wire::pause_for(std::chrono::milliseconds(denied > 0 ? 100 : 5));
  }
  disconnect_all();
  return ledger.open_entries(nonce());
}

/// Those that have a server connection first: the others may be waiting for it.
void testbed::settle_all() {
  std::vector<poolprobe::client*> all;
  for (auto const& l : shared_->slots) all.push_back(&slot(l->label()));
  std::stable_partition(all.begin(), all.end(), [](auto const* c) { return c->holding() && !c->waiting(); });
  for (auto* c : all) settle(*c);
}

void testbed::disconnect_all() {
  settle_all();
  for (auto const& l : shared_->slots) l->disconnect();
}

void testbed::open_closed(std::vector<std::string> const& labels) {
  parallel_tasks all(*this);
  for (auto const& label : labels) {
    settle(slot(label));
    if (!slot(label).ready()) all.add({label}, [label](testbed& own) { (void)own.open(label); });
  }
  all.run();
}

/// Takes as many server connections at once as there may be clients, but opens none beyond `wanted`, of
/// whatever pooler process, each cleaned by the one who holds it. False when the pooler gives none.
bool testbed::sweep(std::size_t wanted) {
  auto const alone = servers.single_server || servers.single_client;
  if (servers.single_client) make_room();
  auto labels = alone ? std::vector<std::string>{"A"} : std::vector<std::string>{"A", "B", "C"};
  auto const closed = std::stable_partition(labels.begin(), labels.end(),
                                            [this](auto const& label) { return slot(label).ready(); });
  auto const ready = static_cast<std::size_t>(closed - labels.begin());
  labels.resize(std::clamp(wanted, ready, labels.size()));
  open_closed(labels);
  batched_tasks all(*this);
  int taken = 0;
  for (auto const& label : labels) {
    if (!slot(label).ready()) continue;
    all.add([label, &taken](testbed& on) { taken += on.clean_one(on.client(label)) ? 1 : 0; });
  }
  all.run();
  return taken > 0;
}

/// Holds whatever server connection the pooler gives, and cleans it. False when it gives none.
bool testbed::clean_one(poolprobe::client& holder) {
  auto const taken = holder.post("H");
  auto ours = holder.run("P() B E H", statements_to_drop());
  auto const backend = taken.receive().ok() ? holder.backend() : std::nullopt;
  if (!backend) {
    if (holder.holding()) holder.run("S");
    return false;
  }
  if (auto const left = shared_->ledger.left_on(*backend); !left.empty()) {
    take_away(holder, left);
    // Nobody else has this server connection meanwhile, and what is undone here prepares nothing by name.
    auto const had_none = ours.ok() && !ours.simulated && ours.answer.rows.empty();
    if (!had_none) ours = holder.run("P() B E H", statements_to_drop());  // some may be gone with it
  }
  auto const dropped = drop_statements(holder, ours);
  if (dropped) shared_->ledger.dropped(*backend);
  if (dropped && holder.holding() && !shared_->ledger.empty()) forget_ended_backends(holder);
  if (holder.holding()) holder.run("S");
  return true;
}

/// Spells out the end of our prepared statements, whatever they are called on the server, also by the pooler
/// (PGBOUNCER_7): their text carries our mark. Odyssey answers a DEALLOCATE itself, without doing it, unless
/// something stands in front of the word.
statement testbed::statements_to_drop() const {
  return unnamed(
      "select format('/**/ deallocate %I', name) from pg_prepared_statements where statement like $1",
      {"%/* poolprobe " + nonce() + " */%"});
}

/// A pooler may say that it has done it: so it is looked whether they are gone.
bool testbed::drop_statements(poolprobe::client& holder, step_result const& spelled_out) {
  auto all = statements_in(spelled_out);
  if (!spelled_out.ok()) return false;
  if (all.empty()) return true;
  all.push_back(statements_to_drop());  // shows what is left
  auto const left = holder.run_each("P() B E", all, "S");
  return left.ok() && (left.simulated || left.answer.rows.empty());
}

/// Sends the statements that the answer spells out, all in one go; `last` ends them.
bool testbed::run_all(poolprobe::client& holder, step_result const& spelled_out, std::string_view last) {
  auto const all = statements_in(spelled_out);
  if (!spelled_out.ok() || all.empty()) return spelled_out.ok();
  return holder.run_each("P() B E", all, last).ok();
}

std::vector<left_behind> testbed::left_within_reach(poolprobe::client const& holder) const {
  auto const backend = holder.through().backend;  // what the line holds, whichever act took it
  if (!backend || (!holder.holding() && !servers.dedicated)) return {};
  return shared_->ledger.left_on(*backend, this);
}

void testbed::restore(poolprobe::client& holder) { take_away(holder, left_within_reach(holder)); }

void testbed::restore_and_release(poolprobe::client& holder) {
  auto const what = left_within_reach(holder);
  take_away(holder, what, what.size() == 1 && !what.front().spells_out);
  release(holder);
}

/// All of it in one go, or in two where an answer spells out what is to be done. A holder goes on holding, or
/// with `release` lets go with the last.
void testbed::take_away(poolprobe::client& holder, std::vector<left_behind> const& what, bool release) {
  auto const stays = holder.holding() && !release;
  std::vector<pending> undoing;
  for (auto const& left : what) undoing.push_back(holder.post(stays ? "P() B E H" : "P() B E S", left.undo));
  for (std::size_t i = 0; i < what.size(); ++i) {
    auto const undone = undoing[i].receive();
    if (!undone.ok() || !undone.backend) continue;
    if (what[i].spells_out && !run_all(holder, undone, stays ? "H" : "S")) continue;
    shared_->ledger.undone(*undone.backend, what[i]);
    if (!stays) shared_->ledger.transaction_ended(*undone.backend, true);
  }
}

/// A backend that has ended took everything with it. Lets go of the one that is held.
void testbed::forget_ended_backends(poolprobe::client& asking) {
  auto const wanted = shared_->ledger.backends();
  auto const alive =
      asking.run("P() B E S", unnamed("select pid from pg_stat_activity where pid = any($1::int[])",
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
