#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace poolprobe {

class task_context;
class testbed;

/// Runs tasks at the same time, each with its own clients, testbed and thread. Only one executes at a time,
/// but all may wait for the network at once, so a distant pooler costs the round trips of the longest task.
class parallel_tasks {
 public:
  explicit parallel_tasks(testbed& host);
  explicit parallel_tasks(task_context& host);
  ~parallel_tasks();
  parallel_tasks(parallel_tasks const&) = delete;
  parallel_tasks& operator=(parallel_tasks const&) = delete;

  /// `own_clients` are the labels of the clients that only this task uses.
  void add(std::set<std::string> own_clients, std::function<void(testbed&)> task);

  /// Runs until all have ended. The transcript entries that no task has taken are then the host's, task by
  /// task. Throws what the first task threw that did, when all have ended.
  void run();

  // ---- for the testbeds of the tasks, on the tasks' threads ----

  /// Called by the running task: others may run during `work`, which may use only the task's own connections.
  void wait_unlocked(std::function<void()> const& work);
  /// The lock that only the task that runs holds: again, in the middle of `wait_unlocked`.
  [[nodiscard]] std::unique_lock<std::mutex> lock() { return std::unique_lock(running_); }

 private:
  struct task;
  void perform(task& a);

  void perform_at_once();

  task_context* host_;
  std::vector<std::unique_ptr<task>> tasks_;
  std::mutex running_;
  std::exception_ptr failure_;
  bool not_started_ = false;  ///< some could not be started; then none is performed
};

}  // namespace poolprobe
