#pragma once

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/driver_session.hpp"
#include "testbed/statement.hpp"

namespace poolprobe {

/// Who of the two processes that share the pool.
enum class role { first, second };

/// What a process says in a scenario, so that it is its own: names of the driver's shape that nobody else on
/// a shared pool has, and a query whose answer tells who asked. Both processes say the same where two real
/// ones would.
class scenario_statements {
 public:
  /// `scenario` counts the scenarios of the run that has this nonce.
  scenario_statements(driver_config const&, std::string nonce, int scenario, role);

  [[nodiscard]] statement_namer names() const;
  /// The program's query. Its text is the same in all scenarios, so that a pooler which tracks statements
  /// keeps few of ours; but of unnamed statements none may be left from an earlier scenario.
  /// `which` makes different texts; 0 is the program's usual one.
  [[nodiscard]] statement query(int which = 0) const;
  /// The same without parameters, for a simple query.
  [[nodiscard]] statement simple_query(int which = 0) const;
  /// A query that the server refuses at Parse (42P01), and one that fails later (22012).
  [[nodiscard]] statement refused(bool simple) const;
  [[nodiscard]] statement failing(bool simple) const;
  /// The only row that answers them.
  [[nodiscard]] std::string answer() const;
  /// Another text, with the mark by which the clean-up knows what is ours.
  [[nodiscard]] statement marked(std::string_view sql) const;

 private:
  statement_names how_;
  std::string nonce_;
  int scenario_;
  role who_;
  bool of_this_scenario_;
};

}  // namespace poolprobe
