#pragma once

#include <string>
#include <string_view>

#include "testbed/ledger.hpp"
#include "testbed/residue_callback.hpp"

/// The kinds of state that probes leave in a session for a moment, each with the statement that removes it.
namespace poolprobe::undo {

/// A setting, and what it was before, as `session_value_of` tells it.
[[nodiscard]] left_behind setting(std::string name, std::string before);
/// What a setting was before us where nothing in the session had set it: its value came from the server's
/// configuration, the role or the login. It is undone as by RESET, because a value that was set stays:
/// pg_settings would have source 'session' for it, and a later reload of the configuration would not reach
/// that session.
inline constexpr std::string_view not_set_in_session = "";
/// SQL for what must be known before a setting is changed: "=" and its value where the session has set it, as
/// a pooler does for the parameters that it tracks; else `not_set_in_session`. `name` is spelt as in
/// pg_settings.
[[nodiscard]] std::string session_value_of(std::string_view name);
/// SQL for set_config's value, from such a text in SQL, "$2": NULL resets (PostgreSQL,
/// src/backend/utils/misc, set_config_by_name).
[[nodiscard]] std::string set_back_to(std::string_view value);
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
