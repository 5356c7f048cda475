#pragma once

#include "drivers/driver.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// What a driver meets when not all goes well: a statement dropped, a transaction rolled back, a query that
/// fails; and what it meets when a program uses more than single queries. `scenario` counts the scenarios of
/// a run; with `in_blocks` each query has a transaction block of its own.
namespace poolprobe {

/// One process, which in the end drops its statement outside a transaction block.
[[nodiscard]] scenario_result simulate_dropped(testbed&, driver_config const&, int scenario, bool in_blocks);

/// A statement is dropped inside a transaction block, as the last thing before COMMIT. `in_blocks` is true
/// always.
[[nodiscard]] scenario_result simulate_dropped_last(testbed&, driver_config const&, int scenario,
                                                    bool in_blocks);

/// A statement is dropped inside a transaction block, and another query follows it there.
[[nodiscard]] scenario_result simulate_dropped_between(testbed&, driver_config const&, int scenario,
                                                       bool in_blocks);

/// Transactions with a query that is new in each, so that only BEGIN and COMMIT may be known by name, each on
/// another server connection than the one before.
[[nodiscard]] scenario_result simulate_ends_moved(testbed&, driver_config const&, int scenario,
                                                  bool in_blocks);

/// Three transactions that the program rolls back, each on another server connection than the one before, and
/// a query after them.
[[nodiscard]] scenario_result simulate_rolled_back(testbed&, driver_config const&, int scenario,
                                                   bool in_blocks);

/// A query that fails at Execute inside a transaction block, the driver's ROLLBACK, and another block after
/// it.
[[nodiscard]] scenario_result simulate_failed_inside(testbed&, driver_config const&, int scenario,
                                                     bool in_blocks);

/// A query that the server refuses at Parse, and the same again, as a program does that waits for a
/// migration; then a query that is right. On client C, whose connection a pooler may close.
[[nodiscard]] scenario_result simulate_refused(testbed&, driver_config const&, int scenario, bool in_blocks);

}  // namespace poolprobe
