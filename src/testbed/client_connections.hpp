#pragma once

#include <optional>
#include <string_view>

#include "testbed/task_context.hpp"
#include "wire/connection.hpp"

/// Opening and closing the connections of a task's clients, within the limit on connections.
namespace poolprobe {

/// Opens the connection of that client anew; the reason where that fails.
[[nodiscard]] std::optional<wire::open_failure> open_client(task_context& on, std::string_view label,
                                                            wire::login_change const& change = {});

/// The client of that name, connected and idle if that can be had, and served by the same pooler process as
/// the others.
[[nodiscard]] client& connected_client(task_context& on, std::string_view label);

/// Ends the connection of that client. In a batch it ends when all tasks have ended.
void disconnect_client(task_context& on, std::string_view label);

/// Disconnects B, and then C, where one connection more would exceed the limit.
void free_a_connection(task_context& on);

/// Where each client keeps a server connection, an idle client may have the last that the pool has:
/// disconnects those that may.
void free_server_connections(task_context& on);

/// Counts a connection that is about to be opened beside the clients, and frees one for it.
void count_extra_connection(task_context& on);

}  // namespace poolprobe
