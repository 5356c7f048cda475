#pragma once

#include <string>
#include <vector>

#include "testbed/task_context.hpp"

/// Removes what a task's steps left on the server connection that a client has now.
namespace poolprobe {

/// testbed::restore.
void restore_server(task_context& on, client& holder);

/// testbed::restore_and_release.
void restore_and_release_server(task_context& on, client& holder);

/// The rows of an answer, as statements.
[[nodiscard]] std::vector<statement> statements_in(step_result const& spelled_out);

/// Removes all of `what`, in one round trip, or in two where the first answer contains the statements. The
/// holder keeps the server connection, or with `release` releases it with the last step. Returns what failed
/// first: the statement and what was answered; empty where nothing did.
std::string take_away(task_context& on, client& holder, std::vector<left_behind> const& what,
                      bool release = false);

}  // namespace poolprobe
