#pragma once

#include <vector>

#include "testbed/task_context.hpp"

/// Taking away what a task's steps left on the server connection that a client has now.
namespace poolprobe {

/// testbed::restore.
void restore_server(task_context& on, client& holder);

/// testbed::restore_and_release.
void restore_and_release_server(task_context& on, client& holder);

/// The statements that the rows of an answer are.
[[nodiscard]] std::vector<statement> statements_in(step_result const& spelled_out);

/// Takes all of `what` away, in one round trip, or in two where an answer spells out what is to be done. A
/// holder goes on holding, or with `release` gives the server connection back with the last step.
void take_away(task_context& on, client& holder, std::vector<left_behind> const& what, bool release = false);

}  // namespace poolprobe
