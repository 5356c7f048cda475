#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "testbed/task_context.hpp"

/// The end of a run: removes everything of ours from every server connection that can be reached.
namespace poolprobe {

/// Cleans every server connection of the ledger that can be reached, and closes all connections; returns what
/// is left, with what was tried in vain. An interrupt does not end it. It has connections, round trips and
/// time of its own (`kept_for_clean_up`), and gives up a server connection that it has held
/// `ledger::most_tries` times and could not clean.
[[nodiscard]] std::vector<residue> clean_up(task_context& on);

/// `holder` holds any server connection that the pooler gives it, and cleans it. False when it gives none.
[[nodiscard]] bool clean_any_server(task_context& on, client& holder);

}  // namespace poolprobe
