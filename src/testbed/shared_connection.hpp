#pragma once

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <variant>

#include "testbed/dry_run.hpp"
#include "testbed/step.hpp"
#include "wire/raw_startup.hpp"

namespace poolprobe {

/// The state of the protocol on a connection.
struct slot_state {
  bool waiting = false;    ///< answers are outstanding
  bool unsynced = false;   ///< between a flushed message and the Sync that ends its implicit transaction
  bool prequeued = false;  ///< a step is queued that is sent with the next `receive`
  char transaction_status = 'I';
};

/// A connection to the pooler, which all tasks of a run share: the steps of their clients are sent on it in
/// the order in which they were put, and are answered in that order.
class shared_connection {
 public:
  /// In a dry run, nothing is ever opened or sent.
  shared_connection(std::string label, dry_run* in) : dry_run_(in), label_(std::move(label)) {}

  /// Replaces the connection by the one that was opened; returns the reason where that failed.
  std::optional<wire::open_failure> take(std::variant<wire::connection, wire::open_failure> opened);
  void take_over(wire::connection opened);
  /// In a dry run, records how it would be opened, and counts as open. False where this is no dry run.
  bool simulate(std::string words);
  void disconnect();
  /// Sends a CancelRequest for the statement that it runs.
  [[nodiscard]] wire::connection::cancelled cancel(wire::deadline until);

  /// Queues a step; nothing is sent before `send`.
  void put(step_ptr next) {
    held_by_block = !next->releases;
    queued_.push_back(std::move(next));
  }
  /// If the connection is idle, writes a step so that the kernel sends it with the next `receive`, or when
  /// this process ends.
  void prequeue(step_ptr next);
  /// Sends a step although earlier answers are outstanding.
  void send_behind(step_ptr next);
  /// Discards the queued steps.
  void forget_queued() { queued_.clear(); }
  /// Sends the queued steps. Where an earlier answer is still outstanding after `patience`, or there is no
  /// connection, they are not sent, and get that as their answer.
  void send();
  /// Receives the answers to all steps that were sent, and waits as long as the longest of their deadlines.
  /// Throws `fatal{interrupted}`, but only after it has waited for outstanding answers.
  void receive();
  void receive(std::chrono::milliseconds patience);

  [[nodiscard]] std::string const& label() const { return label_; }
  [[nodiscard]] std::string const& failure() const { return failure_; }
  /// Facts from its login; null when it is not open.
  [[nodiscard]] wire::login_facts const* login_facts() const;
  /// nullopt where it cannot be used: it is not open, or the other side has closed it.
  [[nodiscard]] std::optional<slot_state> state() const;
  [[nodiscard]] bool simulated() const { return simulated_connection_.has_value(); }
  /// Counts the last answer as the expected error; only in a dry run.
  void fail_simulated() { simulated_connection_->fail(); }

  [[nodiscard]] std::deque<step_ptr> const& sent() const { return sent_; }
  void rename(std::string label) { label_ = std::move(label); }

  std::optional<int> backend;  ///< of the last answer that contained it
  std::set<int> backends;      ///< of all answers on this connection
  bool held_by_block =
      false;             ///< the last step that was put keeps the server connection, by a transaction block
  bool retired = false;  ///< its session must not be used again: the next task gets a new connection
  /// It could not take another client's server connection, so another pooler process may serve it.
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
  std::string failure_;                                       ///< why connecting failed
  std::deque<step_ptr> queued_;
  std::deque<step_ptr> sent_;  ///< sent steps without an answer, or whose answer came too late
};

}  // namespace poolprobe
