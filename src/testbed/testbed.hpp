#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"
#include "testbed/client.hpp"
#include "testbed/held_server.hpp"
#include "testbed/permissions.hpp"
#include "testbed/probe_result.hpp"
#include "testbed/testbed_state.hpp"
#include "wire/startup_exchange.hpp"

namespace poolprobe {

/// How long a client tries to take a certain server connection.
enum class persistence {
  full,   ///< while the pooler gives others
  brief,  ///< until it gives the same other one twice
};

/// A login with one startup parameter more than usual.
struct startup_attempt {
  wire::startup_reply answer;
  poolprobe::client* in = nullptr;  ///< who was let in; null where `answer` is not `logged_in`
};

/// How a startup packet differs from that of an ordinary login.
struct startup_packet_change {
  std::vector<std::pair<std::string, std::string>> more = {};  ///< parameters
  std::optional<std::string> database = {};                    ///< instead of the target's
  int minor = 0;                                               ///< of the protocol, 3.minor
};

/// A CancelRequest and what became of it.
struct cancel_attempt {
  wire::connection::cancelled how = wire::connection::cancelled::failed;
  double ms = 0;  ///< until the other side had closed the connection that carried it
};

class batched_tasks;
class parallel_tasks;

/// The set that a probe acts on: clients by name, fresh statements, and `hold`, which takes a server
/// connection out of the pooler's hand so that other clients must be moved. Keeps the transcript; what must
/// be cleaned up and the count of what it all cost are shared with the other acts of the run.
class testbed {
 public:
  /// With `rehearsed` nothing is sent: it is written down there.
  testbed(target const& where, testbed_limits limits, dry_run* simulated = nullptr);
  /// A testbed for one of several acts that `with` plays at once, on the connections of `host`.
  testbed(testbed& host, batched_tasks& with);
  /// A testbed for one of several acts that have their clients to themselves.
  testbed(testbed& host, parallel_tasks& with, std::set<std::string> own_clients);
  ~testbed();
  testbed(testbed const&) = delete;
  testbed& operator=(testbed const&) = delete;

  /// The client of that name, connected and idle if that can be had, and served by the same pooler process as
  /// the others. One that is not answers "closed".
  poolprobe::client& client(std::string_view label);
  /// The client of that name as it is, connected or not.
  [[nodiscard]] poolprobe::client& slot(std::string_view label);
  /// As `client`, but tells why it could not connect.
  /// `change` is how its login differs from what the target says.
  [[nodiscard]] std::optional<wire::open_failure> open(std::string_view label,
                                                       wire::login_change const& change = {});
  /// Opens that client with one more startup parameter. What libpq cannot send goes out without it, and then
  /// a password is used as `wire::log_in` says; `options` libpq can send. Frees the places that it may need.
  [[nodiscard]] startup_attempt open_with(std::string_view label, std::string const& name,
                                          std::string const& value);
  /// Sends a startup packet to where `like` was opened to, on a socket of its own, and hears the first
  /// answer; counts it as the connection and the log line that it is.
  [[nodiscard]] wire::startup_reply exchange_startup(wire::login_facts const& like,
                                                     startup_packet_change const& what);
  /// Cancels what `running` waits for; counts and records it.
  cancel_attempt cancel(poolprobe::client const& running);
  /// Ends the connection of that client; a later `client` opens a new one. Where several acts play at once it
  /// ends when all have ended.
  void dismiss(std::string_view label);
  /// Whoever asks for that client the next time gets a new one.
  static void spend(poolprobe::client const& c) { c.through().spent = true; }

  /// A statement with a name that nobody else has; its text carries the run's mark for the clean-up.
  [[nodiscard]] statement named(std::string_view sql);
  [[nodiscard]] static statement unnamed(std::string sql, std::vector<std::string> parameters = {});
  /// A name that nobody else has, for anything else that needs one; safe to write in SQL without quotes.
  [[nodiscard]] std::string fresh_name();

  /// Makes `holder` occupy the server connection that `whose` used last: Parse, Bind, Execute and Flush
  /// without Sync, so that the pooler cannot take it back. Retries while the pooler hands out another one.
  /// A miss in full patience is remembered: the next time the pooler is given time to settle, and the holder,
  /// which may be served by another process, is joined with the others.
  [[nodiscard]] held_server hold(poolprobe::client& holder, poolprobe::client const& whose,
                                 persistence how = persistence::full);
  [[nodiscard]] held_server hold(poolprobe::client& holder, std::optional<int> wanted,
                                 persistence how = persistence::full);
  /// Whether `one` is given the server connection that `other` has just used: then one pool serves both.
  [[nodiscard]] bool served_by_same_process(poolprobe::client& one, poolprobe::client& other,
                                            persistence how);
  /// From now on each goes by the name of the other.
  static void swap_labels(poolprobe::client& one, poolprobe::client& other);

  [[nodiscard]] expectation expect(step_result const& seen) const { return {seen, std::nullopt}; }

  /// Notes what is left on the server connection that `by` has now; for what no step of ours leaves there.
  void note(poolprobe::client const& by, left_behind what) { note(by.backend(), std::move(what)); }
  void note(std::optional<int> backend, left_behind what);
  /// Takes away what this act's steps left on the server connection that `holder` has now, prepared
  /// statements excepted: a pooler that tracks them would not learn that they are gone.
  void restore(poolprobe::client& holder);
  /// As `restore`, and gives the server connection back in the same go where it can.
  void restore_and_release(poolprobe::client& holder);

  /// Removes everything of ours from every server connection that can be reached; returns what could not be.
  [[nodiscard]] std::vector<residue> clean_up();

  /// The steps since the last call.
  [[nodiscard]] std::vector<transcript_entry> take_transcript() { return std::exchange(transcript_, {}); }

  /// What the survey found out; from now on the testbed watches whether it stays true.
  void set_pool_facts(pool_facts found);

  /// True when a client's backend changed although the survey found server connections to be dedicated:
  /// whatever rests on that is void.
  [[nodiscard]] bool pool_facts_wrong() const { return shared_->pool_facts_wrong; }

 private:
  std::shared_ptr<testbed_state> shared_;

 public:
  pool_facts& servers;
  poolprobe::cost& cost;
  permissions& allowed;

  [[nodiscard]] target const& where() const { return *shared_->where; }
  [[nodiscard]] std::string const& nonce() const { return shared_->nonce; }
  [[nodiscard]] std::chrono::milliseconds step_patience() const { return shared_->limits.step; }
  /// How long the fastest round trip took so far.
  [[nodiscard]] std::optional<double> least_trip_ms() const { return shared_->least_trip_ms; }
  /// Whether an answer travels much longer than a server connection is taken for it.
  [[nodiscard]] bool is_far() const {
    constexpr double far_ms = 5;
    return least_trip_ms().value_or(0) > far_ms;
  }
  [[nodiscard]] int most_connections() const { return shared_->limits.connections; }
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + step_patience(); }
  [[nodiscard]] wire::deadline connect_deadline() const {
    return wire::clock::now() + shared_->limits.connect;
  }

  /// The last login that differed in nothing from what the target says.
  [[nodiscard]] std::optional<wire::login_facts> const& usual_login() const { return shared_->usual; }
  /// search_path as clients have it that ask for none; nullopt where it could not be read.
  [[nodiscard]] std::optional<std::string> const& usual_path() const { return shared_->usual_path; }
  void learn_path(std::optional<std::string> path) { shared_->usual_path = std::move(path); }
  /// Lets the acts beside this one go on until something of theirs is so. Throws `fatal{interrupted}`.
  void wait_until(std::function<bool()> const& so);
  /// Gives the pooler that much time, to notice that a client went or to give a server connection back.
  /// Probes do not sleep by themselves. An interrupt ends it.
  void give_time(std::chrono::milliseconds) const;
  /// Whether no other act goes on beside this one.
  [[nodiscard]] bool alone() const { return beside_ == nullptr && with_ == nullptr; }
  /// True where nothing is sent (--dry-run).
  [[nodiscard]] bool is_dry_run() const { return shared_->simulated != nullptr; }

  /// Dismisses B, and C, where one connection more would be too many.
  void keep_a_place();

 private:
  friend class poolprobe::client;
  friend class pending;
  friend class held_server;
  friend class batched_tasks;
  friend class parallel_tasks;

  /// How many connections may be tried to come to a certain process: of two, one is missed so often once in
  /// 4096 times.
  static constexpr int most_dials = 12;

  /// Opens what has a socket of its own.
  template <class Work>
  [[nodiscard]] auto dial(Work work) {
    std::optional<decltype(work())> result;
    ++shared_->under_way;
    aside([&] { result.emplace(work()); });
    --shared_->under_way;
    return std::move(*result);
  }
  /// Waits for the network. Acts that go on side by side may have their turn meanwhile.
  void aside(std::function<void()> const& work);
  /// What must be had to touch what acts have in common, where the caller may be aside.
  [[nodiscard]] std::unique_lock<std::mutex> turn();
  void post(step_ptr step) { posted_.push_back(std::move(step)); }
  [[nodiscard]] step const* last_posted_by(poolprobe::client const& who) const;
  /// Sends what was posted, and hears the answers.
  void run();
  /// Once a step has left something on a server connection and given that back, it is nobody's until another
  /// client takes it, and were we killed in between, it would stay. So, before such a step is sent, the
  /// other's question lies ready in its socket: if we die the kernel sends it and closes, whereupon the
  /// pooler closes that server connection with all that is on it. Not where the pooler hands out another one
  /// first, nor where it has to set parameters for that client before, nor beyond Linux.
  void prequeue_for(std::vector<step_ptr> const& steps);
  /// Takes what was posted from the testbed, for who plays it.
  [[nodiscard]] std::vector<step_ptr> take_posted() { return std::exchange(posted_, {}); }
  [[nodiscard]] bool take_server(poolprobe::client& holder, std::optional<int> wanted, persistence how);
  [[nodiscard]] bool seize(poolprobe::client& holder, std::optional<int> wanted, persistence how);
  [[nodiscard]] bool shares_process_with_another(poolprobe::client& doubted);
  void join(poolprobe::client& doubted);
  void release(poolprobe::client& holder);
  void record(step const& step, step_result const& seen);
  void count(wire::server_error const& error);

  [[nodiscard]] startup_attempt log_in(connection_slot& through, std::string const& name,
                                       std::string const& value);
  void make_room();
  /// Counts a connection about to be opened beside the clients, and keeps a place for it.
  void count_extra_connection();
  void settle(poolprobe::client& c);
  void settle_all();

  [[nodiscard]] bool sweep(std::size_t wanted);
  void open_closed(std::vector<std::string> const& labels);
  void disconnect_all();
  [[nodiscard]] bool clean_one(poolprobe::client& holder);
  void take_away(poolprobe::client& holder, std::vector<left_behind> const& what, bool release = false);
  [[nodiscard]] std::vector<left_behind> left_within_reach(poolprobe::client const& holder) const;
  [[nodiscard]] statement statements_to_drop() const;
  [[nodiscard]] bool drop_statements(poolprobe::client& holder, step_result const& spelled_out);
  [[nodiscard]] static bool run_all(poolprobe::client& holder, step_result const& spelled_out,
                                    std::string_view last);
  void forget_ended_backends(poolprobe::client& asking);

  /// What came too late for an act that is over is heard by this testbed.
  void take_over_late();
  /// Round trips that were made one after the other.
  void count_trips(int trips);
  void count_connection(int more = 0);

  batched_tasks* with_ = nullptr;      ///< null where this act shares its clients with none
  parallel_tasks* beside_ = nullptr;   ///< null where no act goes on beside this one
  std::set<std::string> own_clients_;  ///< the clients that are its own then
  bool is_aside_ = false;
  int trips_ = 0;  ///< its own, where it is one of several side by side
  std::vector<std::unique_ptr<poolprobe::client>> clients_;  ///< their addresses stay valid
  std::vector<step_ptr> posted_;
  std::vector<transcript_entry> transcript_;
};

}  // namespace poolprobe
