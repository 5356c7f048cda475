#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"

/// What a driver sends for one small program, message for message, according to the catalogue. Recorded
/// traffic of the real driver is compared with it (tests/drivers).
namespace poolprobe {

/// A part of the program and what the driver sends for it: one line for each batch of messages, in the wire
/// notation. In each line a statement is named where it first occurs.
struct program_part {
  std::string name;
  std::vector<std::string> lines;
};

/// The program, on one connection:
///
///     connect       the login, and the driver's own queries after it
///     autocommit    one query with a parameter, seven times, each outside a transaction block
///     transactions  another query with a parameter, seven times, each in a transaction of its own
///     different     two more queries, once each, outside a block
///     error         one more query that fails when it is executed, outside a block
///     close         an orderly end
///
/// Statement names are those of a fresh process on its first connection. Names that the catalogue cannot know
/// are in braces: `{hash-1}`, `{random-1}`, `{given-1}`, numbered in the order of their first appearance.
[[nodiscard]] std::vector<program_part> expected_program_messages(driver_config const&);

/// What a driver sends where more happens than queries that succeed, each part on a new connection of a fresh
/// process; parts that the driver does not have are left out:
///
///     refused              a query that the server refuses at Parse, and the same again, in a transaction of
///                          its own each where the driver always has one
///     failed inside        a query that fails in a transaction, and the ROLLBACK
///     dropped              the messages that drop a named statement, outside of a transaction
///     dropped inside       a transaction with one query, whose statement is dropped before COMMIT
///     cursors, batches     two uses of each feature; its name is followed by how a program writes it
///     given back           the connection goes back to the driver's own pool
///
/// The text of the driver's own queries is shown, as in `Q(DEALLOCATE _pg3_0)`.
[[nodiscard]] std::vector<program_part> expected_life_messages(driver_config const&);

}  // namespace poolprobe
