#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testbed/connection_slot.hpp"
#include "testbed/statement.hpp"
#include "testbed/step.hpp"
#include "testbed/step_result.hpp"

namespace poolprobe {

class testbed;

/// A step that was posted and is not heard yet.
class pending {
 public:
  pending(testbed& on, step_ptr step) : on_(&on), step_(std::move(step)) {}

  /// What came back. Sends what the testbed's clients have posted, in their order, and waits for all of it.
  step_result receive() const;
  /// Waits so long for the answer instead of the testbed's deadline.
  pending within(std::chrono::milliseconds patience) const;

 private:
  testbed* on_;
  step_ptr step_;
};

/// One client connection on the testbed. Runs scripts in the wire notation; every step also asks
/// `select pg_backend_pid()` in the same round trip, so the server connection that answered is known. A
/// client that could not connect, or lost its connection, answers every step with "closed".
class client {
 public:
  client(testbed& on, connection_slot& through) : on_(&on), slot_(&through), backend_(through.backend) {}

  /// Puts `script` in line. `{}` in it stands for the statement's name; Parse and Query carry its SQL, Bind
  /// its values. A script that ends in Flush keeps the server connection, and the next one runs on the same,
  /// until one ends in Sync. Steps that are posted one after the other travel in one go. `leaves` tells what
  /// must be cleaned up where the step was answered.
  pending post(std::string_view script, statement const& with = {}, undo_note leaves = {});
  /// Posts `script` once for each of the statements, then `end`, as one step.
  pending post_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// Posts and hears. Waits for the answer or the testbed's deadline. Throws `fatal{interrupted}`.
  step_result run(std::string_view script, statement const& with = {}, undo_note leaves = {});
  /// As `run`, but waits no longer than `patience`; `await` takes up where it ended.
  step_result run(std::string_view script, statement const& with, std::chrono::milliseconds patience);
  /// As `run`, but does not ask for the backend: for a script that must leave the unnamed statement as an
  /// earlier one left it.
  step_result run_unasked(std::string_view script, statement const& with);
  step_result run_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// Readies the step that takes a server connection, where the client is at rest: it leaves with `await` or
  /// the next step, or when we are killed.
  void prequeue();
  [[nodiscard]] bool prequeued() const { return slot_->state() && slot_->state()->prequeued; }

  /// Waits once more for what a step without an answer in time still owes.
  step_result await();
  step_result await(std::chrono::milliseconds patience);

  [[nodiscard]] std::string const& label() const { return slot_->label(); }
  /// The backend of the last answer that told one.
  [[nodiscard]] std::optional<int> backend() const { return backend_; }
  /// All the backends that have answered on this connection.
  [[nodiscard]] std::set<int> const& backends() const { return slot_->backends; }
  /// Whether the last answer came from another backend than the one before, on the same connection.
  [[nodiscard]] bool changed_backend() const { return changed_backend_; }
  /// True while the client keeps its server connection by a Flush without Sync.
  [[nodiscard]] bool holding() const;
  /// Connected, with nothing owed and nothing held: fit for a next step.
  [[nodiscard]] bool ready() const;
  /// True between BEGIN and COMMIT or ROLLBACK.
  [[nodiscard]] bool in_transaction() const;
  /// True while an answer is owed.
  [[nodiscard]] bool waiting() const;
  /// Sends a CancelRequest for what it runs.
  [[nodiscard]] wire::connection::cancelled cancel() const;

  /// What its login told; null when it is not connected.
  [[nodiscard]] wire::login_facts const* login_facts() const { return slot_->login_facts(); }
  /// Why it is not connected, where that was tried; empty otherwise.
  [[nodiscard]] std::string const& failure() const { return slot_->failure(); }

  [[nodiscard]] connection_slot& through() const { return *slot_; }
  /// The line was opened anew: what was known of its server connection is void.
  void forget_backend() { backend_.reset(); }
  /// Others have used the line: what they were told counts.
  void catch_up() { backend_ = slot_->backend; }
  /// Takes the answer to a step of this client: tells its backend, and has it recorded. For the line.
  [[nodiscard]] step_result take_answer(step& step, wire::answer answer);

 private:
  friend class batched_tasks;

  enum class asking { usual, never };

  [[nodiscard]] step_ptr plan(std::string_view script, std::vector<wire::request> requests,
                              statement const& with, asking when = asking::usual) const;
  /// Whether the step that is posted next runs on the server connection of the one before.
  [[nodiscard]] bool will_hold() const;
  /// After an error inside a transaction block the server answers nothing but the end of the block: no
  /// question can be asked, and none is needed, because the block has one server connection.
  [[nodiscard]] bool transaction_failed() const;
  pending put(step_ptr step);

  testbed* on_;
  connection_slot* slot_;
  std::optional<int> backend_;
  bool changed_backend_ = false;
};

}  // namespace poolprobe
