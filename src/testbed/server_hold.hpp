#pragma once

#include <optional>

#include "testbed/held_server.hpp"
#include "testbed/task_context.hpp"

/// Occupies a certain server connection, and releases it.
namespace poolprobe {

/// Makes `holder` occupy the wanted server connection: Parse, Bind, Execute and Flush without Sync, so that
/// the pooler cannot take it back. Retries while the pooler hands out another one. False where it is not
/// reached; in a batch the task then ends.
[[nodiscard]] bool hold_server(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// As `hold_server`, called once for all tasks of a batch. A miss with full persistence is remembered: the
/// next time the pooler gets more time before the hold, and the holder, which another process may serve,
/// reconnects until the others' process serves it.
[[nodiscard]] bool take_server(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// As `take_server`, but a miss is not remembered.
[[nodiscard]] bool try_to_take(task_context& on, client& holder, std::optional<int> wanted, persistence how);

/// Sync: the pooler may hand the server connection to others again. In a batch it waits for the other tasks.
void release_server(task_context& on, client& holder);

}  // namespace poolprobe
