#pragma once

#include <string>
#include <vector>

#include "model/driver_result.hpp"

namespace poolprobe {

/// The errors that would occur if the login were accepted, "42P05 at execution 1, 26000 at 2"; empty where
/// there are none.
[[nodiscard]] std::string words_after_login(std::vector<scenario_result>);

/// Outcome, SQLSTATE, executions and summary from the scenarios: the worst outcome counts, and of the errors
/// the one after the fewest executions. Pure.
[[nodiscard]] driver_result summed_up(driver_result, std::vector<scenario_result>);

}  // namespace poolprobe
