// What a stage does when all is over: everything of ours leaves every server connection that can be reached.
#include <fmt/format.h>

#include "stage/ensemble.hpp"
#include "stage/side_by_side.hpp"

namespace poolprobe {
namespace {

/// So many rounds of cleaning may bring nothing before other connections are tried.
constexpr int most_vain = 6;

}  // namespace

std::vector<residue> stage::clean_up() {
  wire::interrupt_shield const shield;
  auto& ledger = shared_->ledger;
  auto const until = wire::clock::now() + shared_->limits.clean_up;
  auto left = ledger.backends().size();
  int vain = 0;  // rounds that brought nothing
  while (!ledger.empty() && sweep() && wire::clock::now() < until) {
    vain = ledger.backends().size() < left ? 0 : vain + 1;
    left = ledger.backends().size();
    // The next connections may come to another pooler process. On a busy pool patience is cheaper.
    if (left > 0 && (servers.several || vain > most_vain)) disconnect_all();
    if (left > 0) (void)wire::pause_for(std::chrono::milliseconds(5));
  }
  disconnect_all();
  return ledger.open_entries(nonce());
}

void stage::disconnect_all() {
  for (auto const& l : shared_->lines) {
    settle(slot(l->label()));
    l->disconnect();
  }
}

void stage::open_closed(std::vector<std::string> const& labels) {
  side_by_side all(*this);
  for (auto const& label : labels) {
    settle(slot(label));
    if (!slot(label).ready()) all.add({label}, [label](stage& own) { (void)own.open(label); });
  }
  all.play();
}

/// Takes as many server connections at once as there may be clients, of whatever pooler process, each cleaned
/// by the one who holds it. False when the pooler gives none.
bool stage::sweep() {
  auto const alone = servers.single_server || servers.single_client;
  if (servers.single_client) make_room();
  auto const labels = alone ? std::vector<std::string>{"A"} : std::vector<std::string>{"A", "B", "C"};
  open_closed(labels);
  ensemble all(*this);
  int taken = 0;
  for (auto const& label : labels) {
    if (!slot(label).ready()) continue;
    all.add([label, &taken](stage& on) { taken += on.clean_one(on.client(label)) ? 1 : 0; });
  }
  all.play();
  return taken > 0;
}

/// Holds whatever server connection the pooler gives, and cleans it. False when it gives none.
bool stage::clean_one(poolprobe::client& holder) {
  auto const taken = holder.post("H");
  auto ours = holder.post("P() B E H", statements_to_drop());
  auto const backend = taken.hear().ok() ? holder.backend() : std::nullopt;
  if (!backend) {
    if (holder.holding()) holder.run("S");
    return false;
  }
  if (auto const left = shared_->ledger.left_on(*backend); !left.empty()) {
    take_away(holder, left);
    ours = holder.post("P() B E H", statements_to_drop());  // some of them may be gone with it
  }
  auto const dropped = drop_statements(holder, ours.hear());
  if (dropped) shared_->ledger.dropped(*backend);
  if (dropped && holder.holding() && !shared_->ledger.empty()) forget_ended_backends(holder);
  if (holder.holding()) holder.run("S");
  return true;
}

/// Spells out the end of our prepared statements, whatever they are called on the server, also by the pooler
/// (PGBOUNCER_7): their text carries our mark. Odyssey answers a DEALLOCATE itself, without doing it, unless
/// something stands in front of the word.
statement stage::statements_to_drop() const {
  return unnamed(
      "select format('/**/ deallocate %I', name) from pg_prepared_statements where statement like $1",
      {"%/* poolprobe " + nonce() + " */%"});
}

/// A pooler may say that it has done it: so it is looked whether they are gone.
bool stage::drop_statements(poolprobe::client& holder, reaction const& spelled_out) {
  if (spelled_out.answer.rows.empty()) return run_all(holder, spelled_out, "S");
  if (!run_all(holder, spelled_out, "H")) return false;
  auto const left = holder.run("P() B E S", statements_to_drop());
  return left.ok() && (left.rehearsed || left.answer.rows.empty());
}

/// Sends the statements that the answer spells out, all in one go; `last` ends them.
bool stage::run_all(poolprobe::client& holder, reaction const& spelled_out, std::string_view last) {
  std::vector<statement> statements;
  for (auto const& row : spelled_out.answer.rows) {
    if (!row.empty() && row.front()) statements.push_back(unnamed(*row.front()));
  }
  if (!spelled_out.ok() || statements.empty()) return spelled_out.ok();
  return holder.run_each("P() B E", statements, last).ok();
}

void stage::restore(poolprobe::client& holder) {
  auto const backend = holder.through().backend;  // what the line holds, whichever act took it
  if (!backend || (!holder.holding() && !servers.dedicated)) return;
  take_away(holder, shared_->ledger.left_on(*backend, this));
}

/// All of it in one go, or in two where an answer spells out what is to be done.
void stage::take_away(poolprobe::client& holder, std::vector<left_behind> const& what) {
  auto const* const last = holder.holding() ? "P() B E H" : "P() B E S";
  std::vector<pending> undoing;
  for (auto const& left : what) undoing.push_back(holder.post(last, left.undo));
  for (std::size_t i = 0; i < what.size(); ++i) {
    auto const undone = undoing[i].hear();
    if (!undone.ok() || !undone.backend) continue;
    if (!what[i].spells_out || run_all(holder, undone, holder.holding() ? "H" : "S")) {
      shared_->ledger.undone(*undone.backend, what[i]);
    }
  }
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
