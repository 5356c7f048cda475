#pragma once

#include <optional>

#include "testbed/held_server.hpp"
#include "testbed/task_context.hpp"

/// Taking a certain server connection out of the pooler's hand, and giving it back.
namespace poolprobe {

/// Makes `holder` occupy the wanted server connection: Parse, Bind, Execute and Flush without Sync, so that
/// the pooler cannot take it back. Retries while the pooler hands out another one. False where it is not
/// reached; in a batch the task then ends.
[[nodiscard]] bool hold_server(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// As `hold_server`, for the one that decides in a batch. A miss with full persistence is remembered: the
/// next time the pooler is given longer before a server connection is asked for again, and the holder, which
/// may be served by another process, is connected anew until it is served with the others.
[[nodiscard]] bool take_server(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// As `take_server`, but a miss is not remembered.
[[nodiscard]] bool try_to_take(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// Sync: the pooler may hand the server connection to others again. In a batch it waits for the other tasks.
void release_server(task_context& on, client& holder);

}  // namespace poolprobe
