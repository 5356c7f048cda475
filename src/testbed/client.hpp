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
class shared_connection;
class pending;  // testbed/pending.hpp, needed by users of `post`
class task_context;
struct step;
struct residue_callback;  // testbed/residue_callback.hpp, needed by users of `leaves`

/// One client connection on the testbed. Runs scripts in the wire notation; every step also asks
/// `select pg_backend_pid()` in the same round trip, so the server connection that answered is known. A
/// client that could not connect, or lost its connection, answers every step with "closed".
class client {
 public:
  client(task_context& on, shared_connection& through);

  /// Queues `script`. `{}` in it stands for the statement's name; Parse and Query carry its SQL, Bind its
  /// values. A script that ends in Flush keeps the server connection, and the next one runs on the same,
  /// until one ends in Sync. Steps that are posted one after the other are sent together. `leaves` returns
  /// what must be cleaned up once the step has been answered.
  pending post(std::string_view script, statement const& with = {});
  pending post(std::string_view script, statement const& with, residue_callback leaves);
  /// Posts `script` once for each of the statements, then `end`, as one step.
  pending post_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// How a step shows which server connection answers it.
  enum class asking {
    usual,     ///< by a query for the backend
    known,     ///< it is the one of the step before
    never,     ///< not at all
    as_it_is,  ///< as `usual`, and with its Flush even where the pooler does not answer it
  };

  /// Posts a step that shares its transaction with no other task's step. `continues`: the client's next step
  /// belongs to the same transaction, and is sent with this one.
  pending post_in_transaction(std::string_view script, statement const& with, asking, bool continues);

  /// Posts and receives. Waits for the answer or the testbed's deadline. Throws `fatal{interrupted}`.
  step_result run(std::string_view script, statement const& with = {});
  step_result run(std::string_view script, statement const& with, residue_callback leaves);
  /// As `run`, but waits no longer than `patience`; `await` continues where it stopped.
  step_result run(std::string_view script, statement const& with, std::chrono::milliseconds patience);
  /// As `run`, but without the query for the backend, which would replace the unnamed statement of an earlier
  /// step.
  step_result run_unasked(std::string_view script, statement const& with);
  /// As `run_unasked`, and with its Flush even where the pooler does not answer
  /// it: for a driver's own messages. Waits only for a moment where it does not.
  step_result run_as_it_is(std::string_view script, statement const& with);
  step_result run_each(std::string_view script, std::vector<statement> const& all, std::string_view end);

  /// If the client is idle, queues a step that takes a server connection. The kernel sends it with `await`,
  /// with the next step, or when this process is killed (task_context::prequeue_for).
  void prequeue();
  [[nodiscard]] bool prequeued() const;

  /// Continues to wait for the answer of a step that timed out.
  step_result await();
  step_result await(std::chrono::milliseconds patience);
  /// Sends Sync while an answer is outstanding, which a pooler that does not pass Flush on waits for. The
  /// answer to Sync; the outstanding one is received before it.
  step_result sync_unanswered();
  /// Where an answer is outstanding: sends the Sync that is missing and waits once more. A connection that
  /// stays silent is closed, so that nothing waits for it again.
  void end_silence();
  /// Makes the client idle: waits for its answers, releases what it holds, rolls back. To close a client that
  /// holds a server connection or is in a transaction costs the pool that server connection (PgBouncer,
  /// src/objects.c, disconnect_client).
  void make_idle();

  [[nodiscard]] std::string const& label() const;
  /// The backend of the last answer that contained it.
  [[nodiscard]] std::optional<int> backend() const { return backend_; }
  /// All the backends that have answered on this connection.
  [[nodiscard]] std::set<int> const& backends() const;
  /// Whether the last answer came from another backend than the one before, on the same connection.
  [[nodiscard]] bool changed_backend() const { return changed_backend_; }
  /// True while the client keeps its server connection by a Flush without Sync.
  [[nodiscard]] bool holding() const;
  /// Connected, with no outstanding answer and no held server connection: ready for the next step.
  [[nodiscard]] bool ready() const;
  /// True between BEGIN and COMMIT or ROLLBACK.
  [[nodiscard]] bool in_transaction() const;
  /// True while an answer is outstanding.
  [[nodiscard]] bool waiting() const;

  /// Facts from its login; null when it is not connected.
  [[nodiscard]] wire::login_facts const* login_facts() const;
  /// Why connecting failed; empty where it was not tried or succeeded.
  [[nodiscard]] std::string const& failure() const;

  // ---- for the testbed itself ----

  [[nodiscard]] shared_connection& through() const { return *slot_; }
  /// Call after the slot was reconnected: forgets what was known about its server connection.
  void forget_backend() { backend_.reset(); }
  /// Call after other tasks used the slot: the backend that answered there last is valid.
  void catch_up();
  /// Call after `other`, a client of another task, used the same slot: takes over its state.
  void copy_backend_of(client const& other) { backend_ = other.backend_; }
  /// Handles the answer to a step of this client: reads its backend and records it.
  [[nodiscard]] step_result take_answer(step& step, wire::answer answer);

 private:
  pending post_requests(std::string_view shown, std::vector<wire::request> requests, statement const& with,
                        asking when = asking::usual);
  /// Whether the step that is posted next runs on the server connection of the one before.
  [[nodiscard]] bool will_hold() const;
  /// After an error inside a transaction block the server accepts only the end of the block. So the query for
  /// the backend is left out; it is not needed, as a block has one server connection.
  [[nodiscard]] bool transaction_failed() const;
  [[nodiscard]] bool backend_is_known() const { return will_hold() || transaction_failed(); }

  task_context* on_;
  shared_connection* slot_;
  std::optional<int> backend_;
  bool changed_backend_ = false;
};

}  // namespace poolprobe
