#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver_check/text_effects.hpp"
#include "drivers/driver.hpp"
#include "model/driver_result.hpp"
#include "model/run_record.hpp"

/// What findings of probes say about a driver, where it is not simulated. Pure.
namespace poolprobe {

/// A result that is known without simulating anything, at the login.
[[nodiscard]] scenario_result without_simulating(outcome, std::string why,
                                                 std::optional<std::string> sqlstate = {});

/// Marks a scenario that does not occur to every program: only after a query of its own has failed, or with
/// more statements than the poolers keep.
[[nodiscard]] scenario_result as_caveat(scenario_result);

/// Whether the startup parameters and settings of the configuration and the text stay with their client.
[[nodiscard]] std::vector<scenario_result> scenarios_of_settings(driver_config const&, text_effects const&,
                                                                 std::vector<finding> const&);

/// What it does to other clients when a connection goes back to the driver's own pool: DISCARD ALL takes
/// their prepared statements, unless the pooler keeps track of these. To try it would do just that.
[[nodiscard]] std::optional<scenario_result> scenario_of_give_back(driver_config const&,
                                                                   std::vector<finding> const&);

/// What PP113 has found out about two poolers that keep track of statements, in a row: with more statements
/// than they keep the front one waits for answers that have come already, so it keeps the server connection
/// for that client until it disconnects. A driver that names nothing prepares nothing that a pooler drops.
[[nodiscard]] std::optional<scenario_result> scenario_of_eviction(driver_choice const&,
                                                                  std::vector<finding> const&);

/// The codes of the probes whose findings a result of that configuration contains, without its features,
/// behind one pooler and behind several in a row.
[[nodiscard]] std::vector<std::string> probes_behind(driver_config const&, bool several_poolers);

}  // namespace poolprobe
