#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "driver_check/scenario_statements.hpp"
#include "drivers/engine/transaction_unit.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// What a process of the application does, on one connection.
struct workload {
  bool in_blocks = false;  ///< each query in a transaction block of its own
  int times = 2;           ///< executions of the query
  bool every = true;       ///< also executions that are like the one before, and need nothing of it
  /// Each execution is of a query that was never asked before: what is used again is what begins and ends
  /// the blocks.
  bool new_texts = false;
};

/// Where a transaction unit is to run.
struct planned_server {
  held_server const* held = nullptr;  ///< the server connection that another client, or it, was to take
  std::optional<int> not_on = std::nullopt;  ///< the server connection that it is to be moved away from
};

/// One process with the driver: a client of the testbed that sends what the driver would, one transaction
/// unit after the other.
class driver_process {
 public:
  driver_process(testbed& on, std::string_view label, driver_config const&, role, int scenario, workload);

  /// What it is about to do; null when its program is over.
  [[nodiscard]] transaction_unit const* upcoming();
  /// Does that, and says whether every answer was its own, and came from the place that was planned. Where
  /// the driver would try again by itself, so does this.
  [[nodiscard]] probe_result run(planned_server const&);
  /// One execution more than its program says.
  void once_more() { ++todo_.times; }
  /// What it does when its program is over.
  void then(std::vector<driver_message> const& messages);
  /// What the driver sends, for `then`.
  [[nodiscard]] driver_session& session() { return session_; }

  /// Executions of the query that were begun; 0 while the driver still asks for its own purposes.
  [[nodiscard]] int executions() const { return executions_; }
  [[nodiscard]] bool in_last_execution() const { return executions_ >= todo_.times; }
  /// How far it is, in comparison with another process of the same program.
  [[nodiscard]] std::pair<int, int> position() const { return {executions_, units_done_}; }
  /// Whether its last flight told which server connection answered.
  [[nodiscard]] bool tells_its_place() const { return tells_its_place_; }
  [[nodiscard]] bool tried_again() const { return tried_again_; }
  [[nodiscard]] client& self() const { return *self_; }

 private:
  void begin_execution();
  /// The query of the execution under way.
  [[nodiscard]] int current_query() const;
  [[nodiscard]] probe_result send_unit(transaction_unit const&, planned_server const&);
  /// What a later group needs, the unnamed statement or portal, must not be replaced by the question for the
  /// backend.
  [[nodiscard]] step_result send(driver_message const&, bool leaves_unnamed);
  [[nodiscard]] step_result clear_away();
  [[nodiscard]] std::vector<driver_message> control_again(purpose);
  [[nodiscard]] probe_result send_again(std::vector<driver_message> const&, planned_server const&);
  [[nodiscard]] statement carried_by(driver_message const&) const;
  [[nodiscard]] probe_result judge(driver_message const&, step_result const&, planned_server const&) const;
  [[nodiscard]] bool is_unseen_error(driver_message const&) const;
  [[nodiscard]] probe_result conclude(driver_message const&, step_result const&, planned_server const&);
  [[nodiscard]] probe_result lost_block(step_result const&) const;
  void start_over();

  testbed* on_;
  client* self_;
  driver_config const* config_;
  scenario_statements statements_;
  statement_namer names_;
  driver_session session_;
  workload todo_;
  std::deque<transaction_unit> ahead_;
  int executions_ = 0;
  int units_done_ = 0;
  bool tells_its_place_ = false;
  bool tried_again_ = false;
  std::optional<std::string> unseen_error_;  ///< SQLSTATE of an error that does not reach the program
  bool trying_again_ = false;                ///< the execution under way is a second try
};

}  // namespace poolprobe
