#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testbed/statement.hpp"
#include "testbed/step_result.hpp"

namespace poolprobe {

namespace wire {
struct login_facts;
}
class connection_slot;
class pending;  // testbed/pending.hpp, for who posts
class task_context;
struct step;
struct undo_note;  // testbed/undo_note.hpp, for who leaves something

/// One client connection on the testbed. Runs scripts in the wire notation; every step also asks
/// `select pg_backend_pid()` in the same round trip, so the server connection that answered is known. A
/// client that could not connect, or lost its connection, answers every step with "closed".
class client {
 public:
  client(task_context& on, connection_slot& through);

  /// Queues `script`. `{}` in it stands for the statement's name; Parse and Query carry its SQL, Bind its
  /// values. A script that ends in Flush keeps the server connection, and the next one runs on the same,
  /// until one ends in Sync. Steps that are posted one after the other travel together. `leaves` tells what
  /// must be cleaned up where the step was answered.
  pending post(std::string_view script, statement const& with = {});
  pending post(std::string_view script, statement const& with, undo_note leaves);
  /// Posts `script` once for each of the statements, then `end`, as one step.
  pending post_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// Posts and receives. Waits for the answer or the testbed's deadline. Throws `fatal{interrupted}`.
  step_result run(std::string_view script, statement const& with = {});
  step_result run(std::string_view script, statement const& with, undo_note leaves);
  /// As `run`, but waits no longer than `patience`; `await` continues where it stopped.
  step_result run(std::string_view script, statement const& with, std::chrono::milliseconds patience);
  /// As `run`, but does not ask for the backend: for a script that must leave the unnamed statement as an
  /// earlier one left it.
  step_result run_unasked(std::string_view script, statement const& with);
  step_result run_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// Queues, where the client is idle, the step that takes a server connection, so that it leaves with
  /// `await` or the next step, or when this process is killed (task_context::prequeue_for).
  void prequeue();
  [[nodiscard]] bool prequeued() const;

  /// Waits once more for what a step without an answer in time still owes.
  step_result await();
  step_result await(std::chrono::milliseconds patience);
  /// Ends what it has begun: waits for its answers, releases what it holds, rolls back. One that is closed
  /// while it holds a server connection or is inside a transaction costs the pool that server connection
  /// (PgBouncer, src/objects.c, disconnect_client).
  void make_idle();

  [[nodiscard]] std::string const& label() const;
  /// The backend of the last answer that told one.
  [[nodiscard]] std::optional<int> backend() const { return backend_; }
  /// All the backends that have answered on this connection.
  [[nodiscard]] std::set<int> const& backends() const;
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

  /// What its login told; null when it is not connected.
  [[nodiscard]] wire::login_facts const* login_facts() const;
  /// Why it is not connected, where that was tried; empty otherwise.
  [[nodiscard]] std::string const& failure() const;

  // ---- for the testbed itself ----

  [[nodiscard]] connection_slot& through() const { return *slot_; }
  /// The slot was connected anew: what was known of its server connection is void.
  void forget_backend() { backend_.reset(); }
  /// Other tasks have used the slot: the last backend that answered there counts.
  void catch_up();
  /// `other`, of another task, has used the same slot: what it was told counts.
  void copy_backend_of(client const& other) { backend_ = other.backend_; }
  /// Takes the answer to a step of this client: finds its backend, and has it recorded.
  [[nodiscard]] step_result take_answer(step& step, wire::answer answer);

 private:
  enum class asking { usual, never };

  pending post_requests(std::string_view shown, std::vector<wire::request> requests, statement const& with,
                        asking when = asking::usual);
  /// Whether the step that is posted next runs on the server connection of the one before.
  [[nodiscard]] bool will_hold() const;
  /// After an error inside a transaction block the server answers nothing but the end of the block: no
  /// question can be asked, and none is needed, because the block has one server connection.
  [[nodiscard]] bool transaction_failed() const;
  [[nodiscard]] bool backend_is_known() const { return will_hold() || transaction_failed(); }

  task_context* on_;
  connection_slot* slot_;
  std::optional<int> backend_;
  bool changed_backend_ = false;
};

}  // namespace poolprobe
