#pragma once

#include "drivers/driver.hpp"
#include "model/driver_result.hpp"
#include "testbed/testbed.hpp"

/// Scenarios beyond single successful queries: a statement is dropped, a transaction is rolled back, a query
/// fails. `scenario` counts the scenarios of
/// a run; with `in_blocks` each query has a transaction block of its own.
namespace poolprobe {

/// One process that drops its statement at the end, outside a transaction block.
[[nodiscard]] scenario_result simulate_dropped(testbed&, driver_config const&, int scenario, bool in_blocks);

/// A statement is dropped inside a transaction block, just before COMMIT. `in_blocks` is always true.
[[nodiscard]] scenario_result simulate_dropped_last(testbed&, driver_config const&, int scenario,
                                                    bool in_blocks);

/// A statement is dropped inside a transaction block, and another query follows it there.
[[nodiscard]] scenario_result simulate_dropped_between(testbed&, driver_config const&, int scenario,
                                                       bool in_blocks);

/// Transactions with a new query text in each, so that only BEGIN and COMMIT can be named statements that are
/// used again. Each runs on another server connection than the one before.
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

/// A query that the server refuses at Parse, the same query again (as in a program that waits for a
/// migration), then a valid query. On client C, whose connection a pooler may close.
[[nodiscard]] scenario_result simulate_refused(testbed&, driver_config const&, int scenario, bool in_blocks);

}  // namespace poolprobe
