#pragma once

#include <set>
#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// A setting that was changed on a server connection, and what it was before.
struct changed_setting {
  int backend = 0;
  std::string name;
  std::string before;
};

/// Remembers what was created on which backend. Only the one who holds a backend can clean it, so entries
/// leave when a holder has seen to them (stage::clean_up), or when the backend is gone.
class ledger {
 public:
  void prepared(int backend) { with_statements_.insert(backend); }
  void changed(changed_setting setting) { settings_.push_back(std::move(setting)); }

  /// What was changed on `backend`, the latest change first, so that undoing restores the first value.
  [[nodiscard]] std::vector<changed_setting> changes_on(int backend) const;
  [[nodiscard]] bool prepared_on(int backend) const { return with_statements_.contains(backend); }
  [[nodiscard]] bool concerns(int backend) const;
  [[nodiscard]] bool empty() const { return with_statements_.empty() && settings_.empty(); }
  [[nodiscard]] std::set<int> backends() const;

  void dropped(int backend) { with_statements_.erase(backend); }
  void restored(int backend, std::string const& setting);
  /// The backend is gone, and everything on it.
  void ended(int backend);
  /// What is still open, for the report.
  [[nodiscard]] std::vector<residue> open_entries(std::string const& nonce) const;

 private:
  std::set<int> with_statements_;
  std::vector<changed_setting> settings_;
};

}  // namespace poolprobe
