#pragma once

#include <memory>
#include <string_view>

#include "driver_check/driver_process.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// Steps that several scenarios share.
namespace poolprobe {

using held_ptr = std::unique_ptr<held_server>;

/// The workload of a scenario: executions until all further ones are the same, at least two.
[[nodiscard]] workload workload_for(driver_config const&, bool in_blocks, bool every);

/// `holder` occupies the server connection that `whose` used last.
[[nodiscard]] held_ptr hold(testbed&, client& holder, client const& whose);

/// `holder` occupies the server connection that the pooler gives it, which is the one that was released last.
[[nodiscard]] held_ptr take(testbed&, client& holder);

/// `who` takes the server connection that `other` used last, and continues on it. A simple query cannot
/// follow a Flush, nor may a driver's own messages meet the block that holds instead where Flush is not
/// answered: in those cases the hold ends with a Sync first; the pooler then gives the client the same server
/// connection again.
[[nodiscard]] held_ptr follow(testbed&, client& who, client const& other, transaction_unit const& next);

/// Runs all of `a`, and moves it to another server connection wherever it needs a statement from the last
/// one.
[[nodiscard]] probe_result run_moved(testbed&, driver_process& a);

/// Runs all of `a` on any server connection.
[[nodiscard]] probe_result run_unmoved(driver_process& a);

/// The scenario's result, with the transcript since the last one.
[[nodiscard]] scenario_result scenario_result_of(testbed&, scenario_kind scenario, probe_result seen,
                                                 driver_process const& by, bool tried_again);

}  // namespace poolprobe
