#pragma once

#include <vector>

#include "model/driver_result.hpp"

namespace poolprobe {

/// Outcome, SQLSTATE, executions and summary from the scenarios: the worst outcome counts, and of the errors
/// the one that comes after the fewest executions. Pure.
[[nodiscard]] driver_result summed_up(driver_result, std::vector<scenario_result>);

}  // namespace poolprobe
