#include "stage/ledger.hpp"

#include <algorithm>

namespace poolprobe {

std::vector<changed_setting> ledger::changes_on(int backend) const {
  std::vector<changed_setting> found;
  std::copy_if(settings_.rbegin(), settings_.rend(), std::back_inserter(found),
               [backend](auto const& change) { return change.backend == backend; });
  return found;
}

bool ledger::concerns(int backend) const { return backends().contains(backend); }

std::set<int> ledger::backends() const {
  auto all = with_statements_;
  for (auto const& change : settings_) all.insert(change.backend);
  return all;
}

void ledger::restored(int backend, std::string const& setting) {
  std::erase_if(settings_, [&](auto const& c) { return c.backend == backend && c.name == setting; });
}

void ledger::ended(int backend) {
  with_statements_.erase(backend);
  std::erase_if(settings_, [backend](auto const& change) { return change.backend == backend; });
}

std::vector<residue> ledger::open_entries(std::string const& nonce) const {
  std::vector<residue> left;
  for (auto const backend : with_statements_) {
    left.push_back({backend, "prepared statement", "poolprobe_" + nonce + "_*"});
  }
  for (auto const& change : settings_) left.push_back({change.backend, "setting", change.name});
  return left;
}

}  // namespace poolprobe
