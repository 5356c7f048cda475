#include "testbed/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace poolprobe {

void ledger::note(int backend, left_behind what, void const* by) {
  auto const known =
      std::any_of(entries_.begin(), entries_.end(), [&](auto const& e) { return e.is(backend, what); });
  if (!known) entries_.push_back({backend, std::move(what), by});
}

std::vector<left_behind> ledger::left_on(int backend) const {
  std::vector<left_behind> found;
  for (auto const& e : entries_) {
    if (e.backend == backend && !e.undone) found.push_back(e.what);
  }
  return found;
}

std::vector<left_behind> ledger::left_on(int backend, void const* by) const {
  std::vector<left_behind> found;
  for (auto const& e : entries_) {
    if (e.backend == backend && e.by == by && !e.undone) found.push_back(e.what);
  }
  return found;
}

bool ledger::concerns(int backend) const { return backends().contains(backend); }

std::set<int> ledger::backends() const {
  auto all = with_statements_;
  for (auto const& e : entries_) {
    if (!e.undone) all.insert(e.backend);
  }
  return all;
}

std::set<int> ledger::worth_trying() const {
  auto all = backends();
  std::erase_if(all, [this](int backend) {
    auto const found = failed_.find(backend);
    return found != failed_.end() && found->second.tries >= most_tries;
  });
  return all;
}

void ledger::failed(int backend, std::string why) {
  auto& known = failed_[backend];
  if (++known.tries == 1) known.why = std::move(why);
}

void ledger::undone(int backend, left_behind const& what) {
  for (auto& e : entries_) {
    if (e.is(backend, what)) e.undone = true;
  }
}

void ledger::transaction_ended(int backend, bool committed) {
  if (committed) {
    std::erase_if(entries_, [backend](auto const& e) { return e.backend == backend && e.undone; });
  }
  for (auto& e : entries_) {
    if (e.backend == backend) e.undone = false;
  }
}

void ledger::ended(int backend) {
  with_statements_.erase(backend);
  std::erase_if(entries_, [backend](auto const& e) { return e.backend == backend; });
}

residue ledger::residue_of(int backend, residue_kind kind, std::string name) const {
  residue left{backend, kind, std::move(name), {}};
  auto const found = failed_.find(backend);
  if (found == failed_.end()) return left;
  auto const& [tries, why] = found->second;
  left.tried = fmt::format("tried {}: {}", tries == 1 ? "once" : fmt::format("{} times", tries), why);
  return left;
}

std::vector<residue> ledger::open_entries(std::string const& nonce) const {
  std::vector<residue> left;
  for (auto const backend : with_statements_) {
    left.push_back(residue_of(backend, residue_kind::prepared_statement, "poolprobe_" + nonce + "_*"));
  }
  for (auto const& e : entries_) {
    if (!e.undone) left.push_back(residue_of(e.backend, e.what.kind, e.what.name));
  }
  return left;
}

}  // namespace poolprobe
