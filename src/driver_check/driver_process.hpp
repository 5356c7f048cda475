#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "driver_check/scenario_statements.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// What one process of the application does on its connection.
struct workload {
  bool in_blocks = false;  ///< each query in a transaction block of its own
  int times = 2;           ///< executions of the query
  bool every = true;       ///< false: executions that send the same as the one before are skipped
  /// Each execution has a new query text, so that only the statements that begin and end the blocks are
  /// used again.
  bool new_texts = false;
};

/// Where a transaction unit is to run.
struct planned_server {
  held_server const* held = nullptr;         ///< the server connection that a client was to take
  std::optional<int> not_on = std::nullopt;  ///< the server connection that it must be moved away from
};

/// A simulated process that uses the driver: a client of the testbed that sends what the driver would send,
/// one transaction unit after the other.
class driver_process {
 public:
  driver_process(testbed& on, std::string_view label, driver_config const&, role, int scenario, workload);

  /// The next transaction unit; null when there is none left.
  [[nodiscard]] transaction_unit const* upcoming();
  /// Runs it. The result says whether every answer was the right one and came from the planned server
  /// connection. Where the driver would retry by itself, this retries too.
  [[nodiscard]] probe_result run(planned_server const&);
  /// Adds one execution of the query.
  void once_more() { ++todo_.times; }
  /// Adds messages that are sent after the executions.
  void then(std::vector<driver_message> const& messages);
  /// The source of messages for `then`.
  [[nodiscard]] driver_session& session() { return session_; }

  /// Executions of the query that were begun; 0 while only the driver's own queries were sent.
  [[nodiscard]] int executions() const { return executions_; }
  [[nodiscard]] bool in_last_execution() const { return executions_ >= todo_.times; }
  /// Its progress, to be compared with another process that does the same.
  [[nodiscard]] std::pair<int, int> position() const { return {executions_, units_done_}; }
  /// Whether the answer to its last messages showed which server connection it came from.
  [[nodiscard]] bool backend_is_known() const { return backend_is_known_; }
  [[nodiscard]] bool tried_again() const { return tried_again_; }
  [[nodiscard]] client& self() const { return *self_; }

 private:
  void begin_execution();
  /// The query of the current execution.
  [[nodiscard]] int current_query() const;
  [[nodiscard]] probe_result send_unit(transaction_unit const&, planned_server const&);
  [[nodiscard]] probe_result send_in_turn(transaction_unit const&, planned_server const&);
  [[nodiscard]] probe_result send_whole(transaction_unit const&, planned_server const&);
  [[nodiscard]] bool may_send_whole(transaction_unit const&) const;
  [[nodiscard]] bool leaves_unnamed(transaction_unit const&, std::size_t group) const;
  /// Sends the messages. What a later group needs, the unnamed statement or portal, must not be replaced by
  /// the question for the backend.
  [[nodiscard]] step_result send(driver_message const&, bool leaves_unnamed);
  [[nodiscard]] step_result deallocate_own();
  [[nodiscard]] probe_result send_again(std::vector<driver_message> const&, planned_server const&);
  [[nodiscard]] statement carried_by(driver_message const&) const;
  [[nodiscard]] statement unnamed_of(driver_message const&) const;
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
  bool backend_is_known_ = false;
  bool tried_again_ = false;
  std::optional<std::string> unseen_error_;  ///< SQLSTATE of an error that does not reach the program
  bool trying_again_ = false;                ///< the current execution is a retry
};

}  // namespace poolprobe
