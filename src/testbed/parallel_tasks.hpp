#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// Plays acts at the same time that have their clients to themselves: none uses a client of another. Each has
/// a testbed and a thread of its own. Only one has its turn at a time, but all may wait for the network at
/// once, so a distant pooler costs the round trips of the longest act.
class parallel_tasks {
 public:
  explicit parallel_tasks(testbed& host) : host_(&host) {}

  /// `cast` are the labels of the clients that are this act's own.
  void add(std::set<std::string> own_clients, std::function<void(testbed&)> task);

  /// Plays until all have ended. The steps that no act has taken are then the host's, act by act. Throws what
  /// the first act threw that did, when all have ended.
  void run();

 private:
  friend class testbed;

  /// Called by an act that has its turn: others may have theirs while it does `work`, which may touch nothing
  /// but the connections that are its own.
  void aside(std::function<void()> const& work);
  /// The turn again, in the middle of what is done aside.
  [[nodiscard]] std::unique_lock<std::mutex> turn() { return std::unique_lock(turn_); }

  struct task {
    std::unique_ptr<testbed> on;
    std::function<void(testbed&)> body;
  };
  void perform(task const&);
  void perform_at_once();

  testbed* host_;
  std::vector<task> tasks_;
  std::mutex turn_;
  std::exception_ptr failure_;
  bool not_started_ = false;  ///< not all of them could be; then none is performed
};

}  // namespace poolprobe
