#pragma once

#include <string>

#include "testbed/ledger.hpp"
#include "testbed/residue_callback.hpp"

/// The kinds of state that probes leave in a session for a moment, each with the statement that removes it.
namespace poolprobe::undo {

/// A setting, and what it was before.
[[nodiscard]] left_behind setting(std::string name, std::string before);
/// A session-level advisory lock on a 64-bit key.
[[nodiscard]] left_behind advisory_lock(std::string key);
/// LISTEN.
[[nodiscard]] left_behind channel(std::string name);
/// A cursor WITH HOLD.
[[nodiscard]] left_behind held_cursor(std::string name);
/// A statement that SQL PREPARE made.
[[nodiscard]] left_behind prepared_statement(std::string name);
/// A temporary table.
[[nodiscard]] left_behind temporary_table(std::string name);

}  // namespace poolprobe::undo
