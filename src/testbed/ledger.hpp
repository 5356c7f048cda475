#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/run_record.hpp"
#include "testbed/statement.hpp"

namespace poolprobe {

/// State that we leave in a session, and the statement that removes it. `undo` must not fail where there is
/// nothing to undo: it is not always known whether the state was created, and an error would cost the holder
/// the server connection.
struct left_behind {
  residue_kind kind = residue_kind::unknown;
  std::string name;
  statement undo;
  bool spells_out = false;  ///< `undo` returns rows that are the statements to execute
};

/// Remembers what was created on which backend. Only the one who holds a backend can clean it, so entries
/// leave when a holder has cleaned it (testbed/clean_up.hpp), or when the backend is gone.
class ledger {
 public:
  static constexpr int most_tries = 3;

  void prepared(int backend) { with_statements_.insert(backend); }
  /// The first note of a kind and name counts, as it has the state before us. `by` is the task that left it;
  /// a task may remove its own.
  void note(int backend, left_behind what, void const* by = nullptr);

  [[nodiscard]] std::vector<left_behind> left_on(int backend) const;
  [[nodiscard]] std::vector<left_behind> left_on(int backend, void const* by) const;
  [[nodiscard]] bool prepared_on(int backend) const { return with_statements_.contains(backend); }
  [[nodiscard]] bool concerns(int backend) const;
  [[nodiscard]] bool empty() const { return backends().empty(); }
  [[nodiscard]] std::set<int> backends() const;
  /// Those of `backends` that a clean-up has not given up.
  [[nodiscard]] std::set<int> worth_trying() const;

  /// A holder of that backend has tried to clean it and could not; `why` says what was sent and answered.
  /// After `most_tries` it is given up.
  void failed(int backend, std::string why);
  void dropped(int backend) { with_statements_.erase(backend); }
  /// It was removed in a transaction that has not ended yet; `transaction_ended` reports the end.
  void undone(int backend, left_behind const& what);
  /// The transaction on that backend ended: what was removed in it is gone, or exists again after a rollback.
  void transaction_ended(int backend, bool committed);
  /// The backend is gone, and everything on it.
  void ended(int backend);
  /// The remaining entries, for the report.
  [[nodiscard]] std::vector<residue> open_entries(std::string const& nonce) const;

 private:
  struct entry {
    int backend = 0;
    left_behind what;
    void const* by = nullptr;
    bool undone = false;
    [[nodiscard]] bool is(int on, left_behind const& other) const {
      return backend == on && what.kind == other.kind && what.name == other.name;
    }
  };

  /// What was tried in vain on a backend.
  struct failure {
    int tries = 0;
    std::string why;  ///< of the first, as the later ones may only meet what that left
  };
  [[nodiscard]] residue residue_of(int backend, residue_kind kind, std::string name) const;

  std::set<int> with_statements_;
  std::map<int, failure> failed_;
  std::vector<entry> entries_;
};

}  // namespace poolprobe
