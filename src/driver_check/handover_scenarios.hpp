#pragma once

#include "drivers/engine/driver_config.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// The ways in which the server connection changes hands between two processes of an application, as a pooler
/// may do it at any time between two transactions. `scenario` counts the scenarios of a run; with `in_blocks`
/// each query has a transaction block of its own.
namespace poolprobe {

/// A login with these startup parameters, one after the other.
[[nodiscard]] scenario_result simulate_login(testbed&, std::vector<startup_setting> const&);

/// One process, which is moved to another server connection wherever it relies on what it left on the last.
[[nodiscard]] scenario_result simulate_moved(testbed&, driver_config const&, int scenario, bool in_blocks);

/// The same where simple queries were last on either server connection: there is no unnamed statement, not
/// even somebody else's.
[[nodiscard]] scenario_result simulate_moved_to_bare(testbed&, driver_config const&, int scenario,
                                                     bool in_blocks);

/// A second process comes to the server connection that the first has used; then the first comes back.
[[nodiscard]] scenario_result simulate_met(testbed&, driver_config const&, int scenario, bool in_blocks);

/// Each has begun on a server connection of its own; then the first comes to the other's.
[[nodiscard]] scenario_result simulate_crossed(testbed&, driver_config const&, int scenario, bool in_blocks);

}  // namespace poolprobe
