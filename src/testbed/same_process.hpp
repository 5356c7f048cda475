#pragma once

#include "testbed/held_server.hpp"
#include "testbed/task_context.hpp"

/// How clients come to be served by one pooler process. Several processes behind one address (so_reuseport,
/// replicas) have a pool each, and a new connection may come to any of them.
namespace poolprobe {

/// How many connections may be tried to come to a certain process: of two processes, one is missed so often
/// once in 4096 times.
inline constexpr int most_reconnects = 12;

/// Whether `one` is given the server connection that `other` has just used: then one pool serves both.
[[nodiscard]] bool served_by_same_process(task_context& on, client& one, client& other, persistence how);

/// Whether one pool serves `doubted` and another client of the task; true where there is no other.
[[nodiscard]] bool shares_process_with_another(task_context& on, client& doubted);

/// Connects `doubted` anew until it shares a process with another client. Where that does not succeed it
/// stays as it is: what needs two clients is then not found out, the rest is.
void reconnect_to_same_process(task_context& on, client& doubted);

/// From now on each goes by the name of the other.
void swap_client_labels(client& one, client& other);

}  // namespace poolprobe
