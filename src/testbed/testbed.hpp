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
struct login_change;  // these three: wire/connection.hpp and wire/startup_exchange.hpp
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
class coalesced_tasks;
class dry_run;
class parallel_tasks;

/// What a probe acts on: clients by name, fresh statements, and `hold`, which takes a server connection out
/// of the pooler's hand so that other clients must be moved. Keeps the transcript; what must be cleaned up
/// and the count of what it all cost are shared with the other tasks of the run.
///
/// Only a front: each part of the work has a header of its own in testbed/ (client, shared_connection,
/// ledger, client_connections, server_hold, same_pooler_process, startup_logins, cancel_request,
/// undo_on_server, clean_up), which works on a `task_context`. What few users need is only declared here, so
/// that a probe does not read what it takes.
class testbed {
 public:
  /// With `simulated` nothing is sent: it is written down there.
  testbed(target const& where, testbed_limits limits, dry_run* simulated = nullptr);
  /// A testbed for one of several tasks that `batch` runs at once, on the connections of `host`.
  testbed(task_context& host, coalesced_tasks& batch);
  /// A testbed for one of several tasks that have their clients to themselves.
  testbed(task_context& host, parallel_tasks& parallel, std::set<std::string> own_clients);
  ~testbed();
  testbed(testbed const&) = delete;
  testbed& operator=(testbed const&) = delete;

  // ---- clients ----

  /// The client of that name, connected and idle if that can be had, and served by the same pooler process as
  /// the others. One that is not answers "closed".
  poolprobe::client& client(std::string_view label);
  /// The client of that name as it is, connected or not.
  [[nodiscard]] poolprobe::client& slot(std::string_view label);
  /// As `client`, but tells why it could not connect.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label);
  /// `change` is how its login differs from what the target says.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label,
                                                       wire::login_change const& change);
  /// Opens that client with one more startup parameter. What libpq cannot send is sent without it, and then a
  /// password is used as `wire::log_in` says; `options` libpq can send. Frees the connections that it may
  /// need.
  [[nodiscard]] startup_attempt open_with(std::string_view label, std::string const& name,
                                          std::string const& value);
  /// Sends a startup packet to where `like` was opened to, on a socket of its own, and receives the first
  /// answer; counts it as the connection and the log line that it is.
  [[nodiscard]] wire::startup_reply exchange_startup(wire::login_facts const& like,
                                                     startup_packet_change const& what);
  /// Cancels what `running` waits for; counts and records it.
  cancel_attempt cancel(poolprobe::client const& running);
  /// Ends the connection of that client; a later `client` opens a new one. In a batch it ends when all tasks
  /// have ended.
  void disconnect(std::string_view label);
  /// Whoever asks for that client the next time gets a new one.
  static void retire(poolprobe::client const& c);
  /// Disconnects B, and C, where one connection more would be too many.
  void free_a_connection();
  /// Whether `one` is given the server connection that `other` has just used: then one pool serves both.
  [[nodiscard]] bool served_by_same_process(poolprobe::client& one, poolprobe::client& other,
                                            persistence how);
  /// From now on each goes by the name of the other.
  static void swap_labels(poolprobe::client& one, poolprobe::client& other);

  // ---- statements ----

  /// A statement with a name that nobody else has; its text carries the run's mark for the clean-up.
  [[nodiscard]] statement named(std::string_view sql);
  [[nodiscard]] static statement unnamed(std::string sql, std::vector<std::string> parameters = {});
  /// A name that nobody else has, for anything else that needs one; safe to write in SQL without quotes.
  [[nodiscard]] std::string fresh_name();

  // ---- holding a server connection ----

  /// Makes `holder` occupy the server connection that `whose` used last: Parse, Bind, Execute and Flush
  /// without Sync, so that the pooler cannot take it back. Retries while the pooler hands out another one.
  /// A miss with full persistence is remembered: the next time the pooler is given longer before a server
  /// connection is asked for again, and the holder, which may be served by another process, is connected anew
  /// until it is served with the others.
  [[nodiscard]] held_server hold(poolprobe::client& holder, poolprobe::client const& whose,
                                 persistence how = persistence::full);
  [[nodiscard]] held_server hold(poolprobe::client& holder, std::optional<int> wanted,
                                 persistence how = persistence::full);
  [[nodiscard]] expectation expect(step_result const& seen) const { return {seen, std::nullopt}; }

  // ---- what must be undone ----

  /// Notes what is left on the server connection that `by` has now; for what no step of ours leaves there.
  void note(poolprobe::client const& by, left_behind what);
  void note(std::optional<int> backend, left_behind what);
  /// Takes away what this task's steps left on the server connection that `holder` has now, prepared
  /// statements excepted: a pooler that tracks them would not learn that they are gone.
  void restore(poolprobe::client& holder);
  /// As `restore`, and gives the server connection back with the same steps where it can.
  void restore_and_release(poolprobe::client& holder);
  /// Removes everything of ours from every server connection that can be reached; returns what could not be.
  [[nodiscard]] std::vector<residue> clean_up();

  // ---- what is known of the pool, and what the run may do and has done ----

 private:
  /// Owned. Not a unique_ptr: <memory> is 13,000 lines that every probe would read.
  task_context* const context_;

 public:
  pool_facts const& servers;  ///< what the survey found out
  poolprobe::cost const& cost;
  permissions const& allowed;

  /// What the survey found out; from now on the testbed watches whether it stays true.
  void set_pool_facts(pool_facts found);
  /// As `set_pool_facts`, for what is known better now: what was seen to be wrong before stays wrong.
  void refine_pool_facts(pool_facts found);
  /// Clients that never met may be served by several processes; those that log in are from now on connected
  /// anew until they meet.
  void suspect_several_processes();
  /// While a client waits for a server connection, nobody else may ask for one.
  void set_none_free(bool none_free);
  /// True when a client's backend changed although the survey found server connections to be dedicated:
  /// whatever rests on that is void.
  [[nodiscard]] bool pool_facts_wrong() const;
  void set_permissions(permissions given);

  /// The steps since the last call.
  [[nodiscard]] std::vector<transcript_entry> take_transcript();
  /// What is connected to: once a connection was opened, the one host and address that it went to.
  [[nodiscard]] target const& where() const;
  /// 16 hexadecimal digits that no other run has.
  [[nodiscard]] std::string const& nonce() const;
  /// The last login that differed in nothing from what the target says.
  [[nodiscard]] std::optional<wire::login_facts> const& usual_login() const;
  /// search_path as clients have it that ask for none; nullopt where it could not be read.
  [[nodiscard]] std::optional<std::string> const& usual_path() const;
  void set_usual_path(std::optional<std::string> path);
  [[nodiscard]] int most_connections() const;
  /// True where nothing is sent (--dry-run).
  [[nodiscard]] bool is_dry_run() const;

  // ---- time, and the tasks beside this one ----

  [[nodiscard]] std::chrono::milliseconds step_patience() const;
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + step_patience(); }
  /// How long the fastest round trip took so far.
  [[nodiscard]] std::optional<double> least_trip_ms() const;
  /// Whether an answer travels much longer than a server connection is taken for it.
  [[nodiscard]] bool is_far() const;
  /// Whether no other task runs beside this one.
  [[nodiscard]] bool alone() const;
  /// Lets the tasks beside this one run until something of theirs is so. Throws `fatal{interrupted}`.
  template <class Condition>
  void wait_until(Condition const& so) {
    while (!so()) wait_a_moment();
  }
  /// Gives the pooler that much time, to notice that a client went or to give a server connection back.
  /// Probes do not sleep by themselves. An interrupt ends it.
  void give_time(std::chrono::milliseconds) const;

  /// For the parts of the testbed (testbed/task_context.hpp); nothing for those that use one.
  [[nodiscard]] task_context& context() const { return *context_; }

 private:
  explicit testbed(task_context* owned);
  void wait_a_moment();
};

}  // namespace poolprobe
