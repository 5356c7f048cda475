#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "testbed/step.hpp"

namespace poolprobe {

class client;
class shared_connection;
class task_context;
class testbed;

/// Runs several tasks at once on the same clients, so that a distant pooler costs the round trips of one:
/// everything that the tasks post until each waits for an answer is sent together, and one switch of a server
/// connection serves all of them. A task is ordinary code on a testbed of its own. Each has a thread, but
/// only one runs at a time, and all input and output is done by the caller's.
///
/// The order: as long as any task waits for answers, steps are sent and answers received. Steps that leave
/// state on a server connection are sent last, so that the state exists for as short a time as possible. When
/// all other tasks wait for a server connection to be held, it is taken once for all that need the same one.
/// Only when no task has anything left to do while it is held, the steps that release it are sent. A task
/// that needs a different one waits; one that cannot get it ends there. Tasks must leave the clients as they
/// found them, and may not open any.
class pipelined_tasks {
 public:
  explicit pipelined_tasks(testbed& host);
  explicit pipelined_tasks(task_context& host);
  ~pipelined_tasks();
  pipelined_tasks(pipelined_tasks const&) = delete;
  pipelined_tasks& operator=(pipelined_tasks const&) = delete;

  void add(std::function<void(testbed&)> task);

  /// Two clients that ask at the same time get server connections in any order. Where tasks rely on the
  /// order, those who take one with the first client come first, and those who take one with another client
  /// wait.
  void serve_clients_in_turn() { in_turn_ = true; }

  /// Runs until all have ended. Throws what a task threw, or `fatal{interrupted}`, when all have ended.
  void run();

  // ---- for the testbeds of the tasks, on the tasks' threads ----

  /// Waits until what the task has posted is sent and answered.
  void receive(task_context& on);
  /// Waits until the server connection is held for the task; a task that cannot get it ends.
  [[nodiscard]] bool hold(task_context& on, client& holder, std::optional<int> wanted);
  /// As `hold`, for a task that only needs that the next client to be served is not served by `from`: where
  /// the pooler would give out another one anyway, nothing is held.
  [[nodiscard]] bool avoid(task_context& on, client& holder, std::optional<int> from);
  /// Waits until no task needs the server connection that `holder` holds.
  void release(task_context& on, client& holder);
  void disconnect_afterwards(std::string_view label) { disconnecting_.emplace(label); }

 private:
  struct task;
  enum class wait { none, answers, undo, server, release, over };

  [[nodiscard]] task& task_of(task_context const& on);
  [[nodiscard]] bool wait_for_server(task_context& on, client& holder, std::optional<int> wanted);
  [[nodiscard]] bool is_held_on(shared_connection const& through) const;
  void suspend(task& a, wait what);
  /// As `suspend`; throws `fatal{interrupted}` where another task has failed, before or meanwhile.
  void wait_for(task& a, wait what);
  void resume(task& a);
  void body(task& a);
  [[nodiscard]] std::vector<task*> those_waiting_for(wait what);
  [[nodiscard]] static std::vector<step_ptr> take_posted(std::vector<task*> const& by);
  [[nodiscard]] std::vector<task*> first_client_of(std::vector<task*> listening);
  void receive_all(std::vector<task*> const& listening);
  void perform(std::vector<step_ptr> const& steps);
  void end_failed_blocks();
  void take_server(std::vector<task*> wanting);
  void hold_for(std::vector<task*> wanting);
  [[nodiscard]] bool give_back(std::vector<task*> done);
  /// Releases the server connection held on `through`, and informs the tasks in `done` that it was held for.
  void release_holder(shared_connection const& through, std::vector<task*> const& done);
  /// Performs the next action; false when there is none.
  [[nodiscard]] bool continue_running();

  task_context* host_;
  std::vector<std::unique_ptr<task>> tasks_;
  std::set<std::string> disconnecting_;  ///< clients that are disconnected at the end
  std::exception_ptr failure_;           ///< why all tasks must end
  bool in_turn_ = false;
  struct baton;
  std::unique_ptr<baton> baton_;
};

}  // namespace poolprobe
