#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// Plays several acts at once on the same clients, so that a distant pooler costs the round trips of one:
/// whatever the acts post until each waits for an answer travels together, and one switch of a server
/// connection serves all of them. An act is ordinary code on a testbed of its own. Each has a thread, but
/// only one runs at a time, and all input and output is done by the caller's.
///
/// The order of things: as long as an act waits for answers, steps are sent and heard; those that leave
/// something on a server connection go last, so that it lies there no longer than need be. When all the
/// others want a server connection held, it is taken, once for all who want the same; and only when nobody
/// has anything left to do while it is held do the steps go out that give it back. An act that wants another
/// one than they, or did not get it, ends there. Acts must leave the clients as they found them, and may not
/// open any.
class batched_tasks {
 public:
  explicit batched_tasks(testbed& host);
  ~batched_tasks();
  batched_tasks(batched_tasks const&) = delete;
  batched_tasks& operator=(batched_tasks const&) = delete;

  void add(std::function<void(testbed&)> task);

  /// Plays until all have ended. Throws what an act threw, or `fatal{interrupted}`, when all have ended.
  void run();

 private:
  friend class testbed;

  struct task;
  enum class wait { none, answers, undo, server, release, over };

  // Called by the acts, on their threads.
  void receive(testbed& on);
  [[nodiscard]] bool hold(testbed& on, client& holder, std::optional<int> wanted);
  void release(testbed& on, client& holder);
  void disconnect_afterwards(std::string_view label) { disconnecting_.emplace(label); }

  [[nodiscard]] task& task_of(testbed& on);
  void suspend(task& a, wait what);
  /// As `suspend`; throws `fatal{interrupted}` where another act has failed, before or meanwhile.
  void wait_for(task& a, wait what);
  void resume(task& a);
  void body(task& a);
  [[nodiscard]] std::vector<task*> those_waiting_for(wait what);
  [[nodiscard]] static std::vector<step_ptr> take_posted(std::vector<task*> const& by);
  void receive_all(std::vector<task*> const& listening);
  void take_server(std::vector<task*> const& wanting);
  void give_back(std::vector<task*> const& done);
  /// Plays what is next; false when nothing is.
  [[nodiscard]] bool continue_running();

  testbed* host_;
  std::vector<std::unique_ptr<task>> tasks_;
  std::set<std::string> disconnecting_;  ///< clients whose connection ends afterwards
  std::exception_ptr failure_;           ///< why everything is to end
  struct baton;
  std::unique_ptr<baton> baton_;
};

}  // namespace poolprobe
