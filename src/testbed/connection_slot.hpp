#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "testbed/dry_run.hpp"
#include "testbed/step.hpp"
#include "wire/startup_exchange.hpp"

namespace poolprobe {

/// What is under way on a connection.
struct slot_state {
  bool waiting = false;    ///< answers are owed
  bool unsynced = false;   ///< between a flushed message and the Sync that ends its implicit transaction
  bool prequeued = false;  ///< a step is queued that leaves with the next `receive`
  char transaction_status = 'I';
};

/// A connection to the pooler, which all tasks of a run share: the steps of their clients are sent on it in
/// the order in which they were put, and are answered in that order.
class connection_slot {
 public:
  /// Where there is a dry run, nothing is opened and nothing is sent, ever.
  connection_slot(std::string label, dry_run* in) : dry_run_(in), label_(std::move(label)) {}

  /// Uses what was opened from now on, instead of what it had; the reason where it could not be opened.
  std::optional<wire::open_failure> take(std::variant<wire::connection, wire::open_failure> opened);
  void take_over(wire::connection opened);
  /// Where there is a dry run, writes down how it would be opened, and is. False where there is none.
  bool simulate(std::string words);
  void disconnect();
  /// Sends a CancelRequest for what it runs.
  [[nodiscard]] wire::connection::cancelled cancel(wire::deadline until);

  /// Queues a step behind those that are there; nothing travels before `send`.
  void put(step_ptr next) { queued_.push_back(std::move(next)); }
  /// Sends a step, where the connection is idle, so that it leaves with the next `receive`, or when this
  /// process dies.
  void prequeue(step_ptr next);
  /// What is queued is not to travel any more.
  void forget_queued() { queued_.clear(); }
  /// Sends what is queued. Where an earlier step still owes its answer after `patience`, or there is no
  /// connection, the queued ones are answered so and not sent.
  void send();
  /// Receives the answers to all that was sent, waiting as long as the most patient of them. Throws
  /// `fatal{interrupted}`, but only when it has received what was on its way.
  void receive();
  void receive(std::chrono::milliseconds patience);

  [[nodiscard]] std::string const& label() const { return label_; }
  [[nodiscard]] std::string const& failure() const { return failure_; }
  /// What its login told; null when it is not open.
  [[nodiscard]] wire::login_facts const* login_facts() const;
  /// nullopt where it cannot be used: it is not open, or the other side has ended it.
  [[nodiscard]] std::optional<slot_state> state() const;
  [[nodiscard]] bool simulated() const { return simulated_connection_.has_value(); }
  /// The last answer is taken for an error, as was expected; only in a dry run.
  void fail_simulated() { simulated_connection_->fail(); }

  [[nodiscard]] std::deque<step_ptr> const& sent() const { return sent_; }
  void rename(std::string label) { label_ = std::move(label); }

  std::optional<int> backend;  ///< of the last answer that told one
  std::set<int> backends;      ///< of all answers on this connection
  bool retired = false;        ///< its session is not fit for the next task: whoever asks gets a new one
  /// It could not take the server connection of another client: perhaps another pooler process serves it.
  bool maybe_other_process = false;

 private:
  void answer_queued(wire::ending how);
  void simulate();
  [[nodiscard]] wire::answer next_answer(wire::deadline until);
  void drain();
  [[nodiscard]] std::chrono::milliseconds patience() const;

  dry_run* dry_run_;
  std::string label_;
  std::optional<wire::connection> connection_;
  std::optional<simulated_connection> simulated_connection_;  ///< instead of a connection, in a dry run
  std::string failure_;  ///< why it is not connected, where that was tried
  std::deque<step_ptr> queued_;
  std::deque<step_ptr> sent_;  ///< on their way: without an answer, or with one that came too late
};

}  // namespace poolprobe
