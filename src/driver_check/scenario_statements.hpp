#pragma once

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/driver_session.hpp"
#include "testbed/statement.hpp"

namespace poolprobe {

/// Which of the two processes that share the pool.
enum class role { first, second };

/// The statement names and SQL of one process in a scenario: names in the driver's pattern that no other
/// client of a shared pool uses, and a query whose answer shows which process sent it. Both processes use the
/// same name where two real ones would.
class scenario_statements {
 public:
  /// `scenario` counts the scenarios of the run that has this nonce.
  scenario_statements(driver_config const&, std::string nonce, int scenario, role);

  [[nodiscard]] statement_namer names() const;
  /// The program's query. Its text is the same in all scenarios, so that a pooler that tracks statements
  /// keeps few of ours. Only for unnamed statements it differs, so that one left by an earlier scenario is
  /// noticed. `which` selects different texts; 0 is the program's usual one.
  [[nodiscard]] statement query(int which = 0) const;
  /// The same without parameters, for a simple query.
  [[nodiscard]] statement simple_query(int which = 0) const;
  /// A query that the server refuses at Parse (42P01), and one that fails later (22012).
  [[nodiscard]] statement refused(bool simple) const;
  [[nodiscard]] statement failing(bool simple) const;
  /// The only row of their answer.
  [[nodiscard]] std::string answer() const;
  /// Other SQL, with the mark by which the clean-up recognises our statements.
  [[nodiscard]] statement marked(std::string_view sql) const;

 private:
  statement_names how_;
  std::string nonce_;
  int scenario_;
  role who_;
  bool of_this_scenario_;
};

}  // namespace poolprobe
