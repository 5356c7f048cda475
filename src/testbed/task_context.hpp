#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/transcript.hpp"
#include "testbed/client.hpp"
#include "testbed/step.hpp"
#include "testbed/testbed_state.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe {

class pipelined_tasks;
class parallel_tasks;

/// What one task of a run works with: its clients over the connection slots that all tasks share, the steps
/// that it has posted, its transcript, and how it waits for the network: alone, while others run
/// (parallel_tasks), or together with others (pipelined_tasks). For the parts of the testbed; what uses a
/// testbed does not need it.
class task_context {
 public:
  explicit task_context(std::shared_ptr<testbed_state> shared) : shared_(std::move(shared)) {}
  /// For one of several tasks that `batch` runs at once, on the connections of `host`.
  task_context(task_context& host, pipelined_tasks& batch) : shared_(host.shared_), batch_(&batch) {}
  /// For one of several tasks that have their clients to themselves.
  task_context(task_context& host, parallel_tasks& parallel, std::set<std::string> own_clients)
      : shared_(host.shared_), parallel_(&parallel), own_clients_(std::move(own_clients)) {}
  task_context(task_context const&) = delete;
  task_context& operator=(task_context const&) = delete;

  /// What all tasks of the run share.
  [[nodiscard]] testbed_state& shared() const { return *shared_; }
  /// Null where this task shares its clients with no other.
  [[nodiscard]] pipelined_tasks* batch() const { return batch_; }
  /// Null where no parallel task runs.
  [[nodiscard]] parallel_tasks* parallel() const { return parallel_; }
  [[nodiscard]] bool is_dry_run() const { return shared_->simulated != nullptr; }

  /// The client of that name as it is, connected or not. Its address stays valid.
  [[nodiscard]] poolprobe::client& client(std::string_view label);
  [[nodiscard]] std::vector<std::unique_ptr<poolprobe::client>> const& clients() const { return clients_; }
  /// Whether the client of that name is this task's to use.
  [[nodiscard]] bool owns(std::string_view label) const;
  /// This task gets late answers to steps of tasks that have ended.
  void take_over_late_answers();

  void post(step_ptr step) { posted_.push_back(std::move(step)); }
  [[nodiscard]] std::vector<step_ptr> const& posted() const { return posted_; }
  [[nodiscard]] step const* last_posted_by(poolprobe::client const& who) const;
  [[nodiscard]] std::vector<step_ptr> take_posted() { return std::exchange(posted_, {}); }
  /// Throws `budget_spent` where nothing more may be sent.
  void require_trip() const {
    if (!is_dry_run()) shared_->budget.require_trip();
  }
  /// Sends what was posted, and receives the answers. Throws `budget_spent`.
  void run();
  /// When a step has left state on a server connection and released it, the state would stay if we were
  /// killed before another of our clients takes that connection. So before such a step is sent, another
  /// client's query is put into its socket. If we die, the kernel sends it and closes the socket, and the
  /// pooler then closes that server connection with everything on it. This does not help where the pooler
  /// hands out another one first, or must set parameters for that client before, and it works only on Linux.
  void prequeue_for(std::vector<step_ptr> const& steps);
  /// Records the answer in transcript, cost and ledger.
  void record(step const& step, step_result const& seen);
  void note_prepared_somewhere();
  /// Where the pooler clears a server connection before it gives it out again: waits until that is done, if
  /// another client gave one back just now. Otherwise it is chance which one comes first from then on.
  void let_clear(std::vector<step_ptr> const& steps) const;
  [[nodiscard]] std::vector<transcript_entry>& transcript() { return transcript_; }

  /// Performs work that waits for the network. Parallel tasks may run meanwhile.
  void wait_for_network(std::function<void()> const& work);
  /// As `wait_for_network`, for work that opens a connection, which counts as open from the start.
  template <class Work>
  [[nodiscard]] auto open_connection(Work work) {
    std::optional<decltype(work())> result;
    ++shared_->under_way;
    wait_for_network([&] { result.emplace(work()); });
    --shared_->under_way;
    return std::move(*result);
  }
  /// The lock for state that tasks share, for callers that may be in `wait_for_network`.
  [[nodiscard]] std::unique_lock<std::mutex> lock_again();
  [[nodiscard]] std::chrono::milliseconds step_patience() const { return shared_->limits.step; }
  [[nodiscard]] wire::deadline step_deadline() const { return wire::clock::now() + shared_->limits.step; }
  [[nodiscard]] wire::deadline connect_deadline() const {
    return wire::clock::now() + shared_->limits.connect;
  }

  /// Counts round trips that were made one after the other.
  void count_trips(int trips) { (parallel_ != nullptr ? trips_ : shared_->cost.critical_path) += trips; }
  /// Counts the round trips of a parallel task: only the longest task counts for the run.
  [[nodiscard]] int trips() const { return trips_; }
  /// Counts a connection, and `more` that are about to be opened beside it.
  void count_connection(int more = 0);

 private:
  void count(wire::server_error const& error);

  std::shared_ptr<testbed_state> shared_;
  pipelined_tasks* batch_ = nullptr;
  parallel_tasks* parallel_ = nullptr;
  std::set<std::string> own_clients_;  ///< of a parallel task
  bool waits_for_network_ = false;
  int trips_ = 0;
  std::vector<std::unique_ptr<poolprobe::client>> clients_;
  std::vector<step_ptr> posted_;
  std::vector<transcript_entry> transcript_;
};

}  // namespace poolprobe
