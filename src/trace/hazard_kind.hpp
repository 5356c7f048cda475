#pragma once

#include <span>
#include <string_view>

#include "model/traffic.hpp"

namespace poolprobe::trace {

/// A way to depend on the server connection. Codes and ids never change.
struct hazard_kind {
  std::string_view code;
  std::string_view id;
  std::string_view title;  ///< what the application does, one line
  impact without;          ///< where the pooler does not track prepared statements
  impact with;             ///< where the pooler tracks them
  std::string_view explanation;
  std::string_view fix;
  std::span<std::string_view const> probes = {};  ///< codes of probes that test the same on a pooler
  std::string_view sqlstate = {};                 ///< of a caveat
};

/// All kinds, in the order of reports.
[[nodiscard]] std::span<hazard_kind const> hazard_kinds();

enum class hazard_code {
  reused_name,
  left_name,
  same_name,
  unnamed_across,
  left_unique_name,
  failed_parse_again,
  met_error,
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
  deallocate_all,
  harmless_set,
  deallocate_own,
  startup_parameter,
  left_open,
  lost_commit,
};

[[nodiscard]] hazard_kind const& kind_of(hazard_code);
/// The kind with that code ("TR101") or id, or null.
[[nodiscard]] hazard_kind const* find_hazard_kind(std::string_view code_or_id);

}  // namespace poolprobe::trace
