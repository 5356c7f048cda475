#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/plan.hpp"
#include "testbed/step.hpp"
#include "wire/connection.hpp"

namespace poolprobe {

/// A run that sends nothing (--dry-run). What its connections would send is recorded here, and answered like
/// a transaction pool behind which everything works, so that the same code runs as in a real check. Such an
/// answer is marked as `step_result::simulated`; it satisfies every expectation.
class dry_run {
 public:
  void write_down(planned_step step) { written_.push_back(std::move(step)); }
  /// What was recorded since the last call.
  [[nodiscard]] std::vector<planned_step> take() { return std::exchange(written_, {}); }

  /// A server connection, the one last used first, as poolers give them out.
  [[nodiscard]] int take_server();
  void give_back(int backend) { idle_.push_back(backend); }

 private:
  std::vector<planned_step> written_;
  std::vector<int> idle_;
  int servers_ = 0;
};

/// The text that replaces every value of an answer, as the real one is not known before the run.
inline constexpr std::string_view unknown_answer = "{answer}";

/// A startup packet as transcripts show it: its parameters beyond the usual, or what else is unusual in it.
[[nodiscard]] std::string startup_words(std::vector<std::pair<std::string, std::string>> const& parameters);

/// Replaces the connection of a slot.
class simulated_connection {
 public:
  explicit simulated_connection(dry_run& in) : in_(&in) {}

  void send(step const& step);
  /// The answer to the oldest step that has none. One that sleeps answers only when it is cancelled.
  [[nodiscard]] wire::answer receive(step const& step);
  void cancel() { cancelled_ = true; }
  /// The caller expected an error, so the last answer counts as one.
  void fail() {
    if (transaction_status_ == 'T') transaction_status_ = 'E';
  }

  [[nodiscard]] wire::login_facts const& facts() const { return facts_; }
  [[nodiscard]] bool waiting() const { return sleeping_; }
  [[nodiscard]] bool unsynced() const { return unsynced_; }
  [[nodiscard]] char transaction_status() const { return transaction_status_; }

 private:
  void run(std::string_view sql, wire::answer& into);
  [[nodiscard]] wire::answer wake_up();
  void end_transaction();

  dry_run* in_;
  wire::login_facts facts_;
  std::map<std::string, std::string, std::less<>> prepared_;  ///< SQL by the statement's name
  std::optional<int> server_;
  bool sleeping_ = false;
  bool cancelled_ = false;
  bool unsynced_ = false;
  char transaction_status_ = 'I';
};

}  // namespace poolprobe
