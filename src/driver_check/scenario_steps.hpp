#pragma once

#include <memory>
#include <string_view>

#include "driver_check/driver_process.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// What scenarios are made of.
namespace poolprobe {

using held_ptr = std::unique_ptr<held_server>;

/// The program of a scenario: as many executions as it takes until all further ones are alike, two at least.
[[nodiscard]] workload workload_for(driver_config const&, bool in_blocks, bool every);

/// `holder` occupies the server connection that `whose` used last.
[[nodiscard]] held_ptr hold(testbed&, client& holder, client const& whose);

/// `holder` occupies the server connection that the pooler gives, which is the one that was given back last.
[[nodiscard]] held_ptr take(testbed&, client& holder);

/// The client takes the server connection that `other` used last, and goes on there itself. A simple query
/// cannot follow a Flush, so it comes after a Sync: a pooler gives the client the one that it had last.
[[nodiscard]] held_ptr follow(testbed&, client& who, client const& other, transaction_unit const& next);

/// Runs what `a` has to do, and moves it to another server connection wherever it relies on what it left on
/// the last.
[[nodiscard]] probe_result run_moved(testbed&, driver_process& a);

/// Runs what `a` has to do on whichever server connection comes.
[[nodiscard]] probe_result run_unmoved(driver_process& a);

/// The scenario's result, with the steps of the testbed since the last one.
[[nodiscard]] scenario_result told(testbed&, scenario_kind scenario, probe_result seen,
                                   driver_process const& by, bool tried_again);

}  // namespace poolprobe
