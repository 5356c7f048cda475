#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/transcript.hpp"
#include "testbed/client.hpp"
#include "testbed/held_server.hpp"
#include "testbed/permissions.hpp"
#include "testbed/pool_facts.hpp"
#include "testbed/probe_result.hpp"
#include "testbed/testbed_limits.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe {

namespace wire {
struct login_change;  // these three: wire/connection.hpp and wire/raw_startup.hpp
struct open_failure;
struct startup_reply;
}  // namespace wire

struct target;  // conninfo/target.hpp
struct cost;    // these two: model/run_record.hpp
struct residue;
struct cancel_attempt;   // testbed/cancel_request.hpp
struct startup_attempt;  // these two: testbed/startup_logins.hpp
struct startup_packet_change;
struct left_behind;  // testbed/undo.hpp
class pipelined_tasks;
class dry_run;
class parallel_tasks;

/// What a probe acts on: clients by name, fresh statements, and `hold`, which occupies a server connection so
/// that the pooler must give other clients another one. Has a transcript of its own; the ledger and the
/// counts of costs are shared with the other tasks of the run.
///
/// A facade: each part of the work has a header of its own in testbed/ (client, shared_connection,
/// ledger, client_connections, server_hold, same_pooler_process, startup_logins, cancel_request,
/// undo_on_server, clean_up), which works on a `task_context`. Rarely needed types are only
/// declared here, so that probes compile faster.
class testbed {
 public:
  /// With `simulated` nothing is sent; it is recorded there.
  testbed(target const& where, testbed_limits limits, dry_run* simulated = nullptr);
  /// A testbed for one of several tasks that `batch` runs at once, on the connections of `host`.
  testbed(task_context& host, pipelined_tasks& batch);
  /// A testbed for one of several tasks that have their clients to themselves.
  testbed(task_context& host, parallel_tasks& parallel, std::set<std::string> own_clients);
  ~testbed();
  testbed(testbed const&) = delete;
  testbed& operator=(testbed const&) = delete;

  // ---- clients ----

  /// The client of that name, connected and idle if possible, and served by the same pooler process as the
  /// others. If it is not connected, its steps are answered "closed".
  poolprobe::client& client(std::string_view label);
  /// The client of that name as it is, connected or not.
  [[nodiscard]] poolprobe::client& slot(std::string_view label);
  /// As `client`, but returns why it could not connect.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label);
  /// `change` is how its login differs from what the target says.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label,
                                                       wire::login_change const& change);
  /// Opens that client with one more startup parameter. A parameter that libpq cannot send is sent by
  /// `wire::log_in`, which says when the password is used; `options` is sent by libpq. Disconnects other
  /// clients if the limit requires it.
  [[nodiscard]] startup_attempt open_with(std::string_view label, std::string const& name,
                                          std::string const& value);
  /// Sends a startup packet to where `like` was opened to, on a socket of its own, and receives the first
  /// answer; counts it as the connection and the log line that it is.
  [[nodiscard]] wire::startup_reply exchange_startup(wire::login_facts const& like,
                                                     startup_packet_change const& what);
  /// Cancels the statement that `running` waits for; counts and records the request.
  cancel_attempt cancel(poolprobe::client const& running);
  /// Ends the connection of that client; a later `client` opens a new one. In a batch it ends when all tasks
  /// have ended.
  void disconnect(std::string_view label);
  /// The next call of `client` for it opens a new connection.
  static void retire(poolprobe::client const& c);
  /// Disconnects B, and then C, if one more connection would exceed the limit.
  void free_a_connection();
  /// Whether `one` gets the server connection that `other` has just used: then one pool serves both.
  [[nodiscard]] bool served_by_same_process(poolprobe::client& one, poolprobe::client& other,
                                            persistence how);
  /// Swaps the labels of the two clients.
  static void swap_labels(poolprobe::client& one, poolprobe::client& other);

  // ---- statements ----

  /// A statement with a random name; its text contains the run's mark, by which the clean-up finds it.
  [[nodiscard]] statement named(std::string_view sql);
  [[nodiscard]] static statement unnamed(std::string sql, std::vector<std::string> parameters = {});
  /// A random name for anything else; valid in SQL without quotes.
  [[nodiscard]] std::string fresh_name();

  // ---- holding a server connection ----

  /// Makes `holder` occupy the server connection that `whose` used last: Parse, Bind, Execute and Flush
  /// without Sync, so that the pooler cannot take it back. Retries while the pooler hands out another one.
  /// A miss with full persistence is remembered: the next time the pooler gets more time before the hold, and
  /// the holder, which another process may serve, reconnects until the others' process serves it.
  [[nodiscard]] held_server hold(poolprobe::client& holder, poolprobe::client const& whose,
                                 persistence how = persistence::full);
  [[nodiscard]] held_server hold(poolprobe::client& holder, std::optional<int> wanted,
                                 persistence how = persistence::full);
  /// Makes sure that the client which is served next is not served by `from`: `holder` occupies that server
  /// connection, unless the pooler would give out another one anyway.
  [[nodiscard]] held_server avoid(poolprobe::client& holder, std::optional<int> from);
  [[nodiscard]] expectation expect(step_result const& seen) const { return {seen, std::nullopt}; }

  // ---- what must be undone ----

  /// Notes state on the server connection that `by` has now, if no step of ours leaves it there.
  void note(poolprobe::client const& by, left_behind what);
  void note(std::optional<int> backend, left_behind what);
  /// Removes what this task's steps left on the server connection that `holder` has now. Prepared statements
  /// are not removed: a pooler that tracks them would not notice.
  void restore(poolprobe::client& holder);
  /// As `restore`, and releases the server connection with the same steps where possible.
  void restore_and_release(poolprobe::client& holder);
  /// Removes everything of ours from every server connection that can be reached; returns what could not be.
  [[nodiscard]] std::vector<residue> clean_up();

  // ---- what is known of the pool, and what the run may do and has done ----

 private:
  /// Owned. Not a unique_ptr, as <memory> would add 13,000 lines to every probe.
  task_context* const context_;

 public:
  pool_facts const& servers;  ///< what the survey found out
  poolprobe::cost const& cost;
  permissions const& allowed;

  /// Sets what the survey found out; from now on the testbed checks that it stays true.
  void set_pool_facts(pool_facts found);
  /// As `set_pool_facts`, for more precise facts: `pool_facts_wrong` keeps its value.
  void refine_pool_facts(pool_facts found);
  /// Several processes may serve clients that never shared a server connection: from now on, new clients
  /// reconnect until one process serves them.
  void suspect_several_processes();
  /// Notes that a client with that session state ("SET") keeps its server connection.
  void note_pinned(std::string_view state);
  [[nodiscard]] std::vector<std::string> const& pinned_by() const;
  /// Notes what tells the process of our clients from others: what its login reported, and whether it renames
  /// prepared statements (nullopt: not seen).
  void set_process_marks(poolprobe::client const& of, std::optional<bool> renames);
  /// Notes the marks of the process that serves `other`, which is not the one of the other clients.
  void note_other_process(poolprobe::client& other);
  /// Opens client A anew, until another process behind the address serves it, one that differs from the one
  /// of the clients before. False where none was met within a few attempts.
  [[nodiscard]] bool move_to_other_process();
  /// How the processes behind the address that were met differ, as a sentence; empty where they do not.
  [[nodiscard]] std::string process_difference() const;
  /// Whether it has turned out that the pooler does not pass Flush on, so that a server connection is held by
  /// BEGIN.
  [[nodiscard]] bool flush_unanswered() const;
  /// Set while a client waits for a server connection: no other client may ask for one.
  void set_none_free(bool none_free);
  /// True when a client's backend changed although the survey found server connections to be dedicated:
  /// results based on that are invalid.
  [[nodiscard]] bool pool_facts_wrong() const;
  void set_permissions(permissions given);

  /// The steps since the last call.
  [[nodiscard]] std::vector<transcript_entry> take_transcript();
  /// What is connected to: once a connection was opened, the one host and address that it went to.
  [[nodiscard]] target const& where() const;
  /// 16 random hexadecimal digits, different in each run.
  [[nodiscard]] std::string const& nonce() const;
  /// The last login without changes to the target.
  [[nodiscard]] std::optional<wire::login_facts> const& usual_login() const;
  /// The search_path of clients that ask for none; nullopt where it could not be read.
  [[nodiscard]] std::optional<std::string> const& usual_path() const;
  void set_usual_path(std::optional<std::string> path);
  [[nodiscard]] int most_connections() const;
  /// True where nothing is sent (--dry-run).
  [[nodiscard]] bool is_dry_run() const;

  // ---- time and parallel tasks ----

  [[nodiscard]] std::chrono::milliseconds step_patience() const;
  /// How long opening a connection may take (--timeout).
  [[nodiscard]] std::chrono::milliseconds connect_patience() const;
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + step_patience(); }
  /// The shortest round trip so far.
  [[nodiscard]] std::optional<double> least_trip_ms() const;
  /// Whether the network time of an answer is much longer than the time for which it needs a server
  /// connection.
  [[nodiscard]] bool is_far() const;
  /// Whether it is a task of a batch, which shares its clients with others, or would be one (--dry-run).
  [[nodiscard]] bool shares_clients() const;
  /// For a dry run, which has no batches: what follows would be a task of one.
  void list_as_shared(bool shared);
  /// Whether no parallel task runs.
  [[nodiscard]] bool alone() const;
  /// Lets parallel tasks run until the condition is true. Throws `fatal{interrupted}`.
  template <class Condition>
  void wait_until(Condition const& so) {
    while (!so()) wait_a_moment();
  }
  /// Waits, so that the pooler can notice a disconnect or release a server connection. Probes must not sleep
  /// in another way. An interrupt ends it.
  void give_time(std::chrono::milliseconds) const;

  /// Only for the parts of the testbed itself (testbed/task_context.hpp).
  [[nodiscard]] task_context& context() const { return *context_; }

 private:
  explicit testbed(task_context* owned);
  void wait_a_moment();
};

}  // namespace poolprobe
