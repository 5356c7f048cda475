#pragma once

#include <optional>
#include <string_view>

#include "testbed/task_context.hpp"
#include "wire/connection.hpp"

/// Opening and closing the connections of a task's clients, within the limits on connections: at once, and in
/// all (testbed/run_budget.hpp; `budget_spent` is thrown).
namespace poolprobe {

/// Reconnects that client; returns the reason where that fails.
[[nodiscard]] std::optional<wire::open_failure> open_client(task_context& on, std::string_view label,
                                                            wire::login_change const& change = {});

/// The client of that name, connected and idle if possible, and served by the same pooler process as the
/// others.
[[nodiscard]] client& connected_client(task_context& on, std::string_view label);

/// Ends the connection of that client. In a batch it ends when all tasks have ended.
void disconnect_client(task_context& on, std::string_view label);

/// Disconnects B, and then C, if one more connection would exceed the limit.
void free_a_connection(task_context& on);

/// Where each client keeps its server connection, an idle client may have the pool's last one: disconnects
/// such clients.
void free_server_connections(task_context& on);

/// Counts a connection that will be opened besides the clients, and disconnects a client for it if needed.
void count_extra_connection(task_context& on);

}  // namespace poolprobe
