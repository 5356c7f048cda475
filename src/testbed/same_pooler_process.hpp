#pragma once

#include "testbed/held_server.hpp"
#include "testbed/task_context.hpp"

/// Makes sure that clients are served by one pooler process. Several processes behind one address
/// (so_reuseport, replicas) have a pool each, and a new connection may reach any of them.
namespace poolprobe {

/// How many connections may be tried to reach a certain process: with two processes, all tries miss one of
/// them once in 4096 times.
inline constexpr int most_reconnects = 12;

/// Whether `one` gets the server connection that `other` has just used: then one pool serves both.
[[nodiscard]] bool served_by_same_process(task_context& on, client& one, client& other, persistence how);

/// Whether one pool serves `doubted` and another client of the task; true where there is no other.
[[nodiscard]] bool shares_process_with_another(task_context& on, client& doubted);

/// Reconnects `doubted` until it shares a process with another client. Where that fails it stays as it is;
/// then results that need two clients are unknown.
void reconnect_to_same_process(task_context& on, client& doubted);

/// Swaps the labels of the two clients.
void swap_client_labels(client& one, client& other);

}  // namespace poolprobe
