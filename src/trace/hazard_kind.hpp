#pragma once

#include <span>
#include <string_view>

namespace poolprobe::trace {

/// What comes of a hazard behind a pooler in transaction mode.
enum class impact {
  works,         ///< nothing, on PgBouncer
  costs,         ///< harms nobody, but is of no use or costs a server connection
  breaks,        ///< an error, or something lost or shared
  wrong_answer,  ///< another statement may run, without an error
};

/// As reports and JSON have it.
[[nodiscard]] std::string_view word(impact);

/// A way to depend on the server connection. Codes and ids are for ever.
struct hazard_kind {
  std::string_view code;
  std::string_view id;
  std::string_view title;  ///< what the application does, one line
  impact without;          ///< where the pooler keeps no track of prepared statements
  impact with;             ///< where it does
  std::string_view explanation;
  std::string_view fix;
  std::span<std::string_view const> probes = {};  ///< codes of probes that show the same on a pooler
};

/// All, in the order of reports.
[[nodiscard]] std::span<hazard_kind const> hazard_kinds();

enum class hazard_code {
  reused_name,
  left_name,
  same_name,
  unnamed_across,
  set,
  reset,
  tracked_set,
  listen,
  advisory_lock,
  temporary_table,
  hold_cursor,
  sql_prepare,
  deallocate,
  discard,
  load,
  sequence_value,
  startup_parameter,
  left_open,
};

[[nodiscard]] hazard_kind const& kind_of(hazard_code);
/// The kind of that code ("TR101") or id, or null.
[[nodiscard]] hazard_kind const* find_hazard_kind(std::string_view code_or_id);

}  // namespace poolprobe::trace
