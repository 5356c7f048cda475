#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drivers/real_scenarios.hpp"
#include "lab/lab.hpp"

namespace poolprobe::testing {

/// "breaks 26000 at execution 2"; the outcome alone where nothing is wrong.
[[nodiscard]] std::string in_words(std::string const& outcome, std::string const& sqlstate, int executions);

/// The result of two real processes of a driver, over all scenarios.
struct real_verdict {
  scenario_end all;
  /// Which of "failed" and "refused" had another result than on a dedicated connection.
  std::vector<std::string> caveats;
  /// Groups of features ("cursors", "batches") of which a use failed.
  std::vector<std::string> features;
  /// Groups that showed nothing, as the process could not be moved to another server connection.
  std::vector<std::string> unknown_features;
  std::string details;  ///< the scenarios, a line each
};

/// Runs the scenarios of poolprobe's own driver check with real processes and makes one verdict of them, as
/// src/driver_check/scenario_summary.cpp does. `fresh` gives a database of the pool that nobody has used yet.
/// Without a pool only the scenario that needs none is run.
[[nodiscard]] real_verdict real_verdict_of(proof const&, forced_pool const&,
                                           std::function<std::string()> const& fresh);

/// Databases database0, database1, … for `fresh`.
[[nodiscard]] std::vector<lab::pool> pools_for_scenarios();

}  // namespace poolprobe::testing
