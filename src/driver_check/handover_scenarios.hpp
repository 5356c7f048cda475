#pragma once

#include "drivers/engine/driver_config.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// The ways in which a pooler can give a server connection to another process of an application, which it may
/// do at any time between two transactions. `scenario` counts the scenarios of a run; with `in_blocks` each
/// query has a transaction block of its own.
namespace poolprobe {

/// A login with these startup parameters, one after the other.
[[nodiscard]] scenario_result simulate_login(testbed&, std::vector<startup_setting> const&);

/// Logs clients A and B in with the parameter that the driver spells in its own way, where that can end an
/// unnamed statement that the driver needs later. The labels of those clients, which must be disconnected
/// after the driver's scenarios. A login that is refused changes nothing: the client logs in as usual later.
[[nodiscard]] std::vector<std::string_view> log_in_respelled(testbed&, driver_config const&);

/// One process. It is moved to another server connection wherever it needs a statement from the last one.
[[nodiscard]] scenario_result simulate_moved(testbed&, driver_config const&, int scenario, bool in_blocks);

/// The same, after simple queries on both server connections: neither has an unnamed statement, not even one
/// of another client.
[[nodiscard]] scenario_result simulate_moved_to_bare(testbed&, driver_config const&, int scenario,
                                                     bool in_blocks);

/// A second process gets the server connection that the first one used; then the first gets it back.
[[nodiscard]] scenario_result simulate_met(testbed&, driver_config const&, int scenario, bool in_blocks);

/// Two processes begin on different server connections; then the first gets the other's.
[[nodiscard]] scenario_result simulate_crossed(testbed&, driver_config const&, int scenario, bool in_blocks);

}  // namespace poolprobe
