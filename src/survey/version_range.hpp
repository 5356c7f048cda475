#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "survey/signals.hpp"

namespace poolprobe {

/// A behaviour that only some versions of PgBouncer have: from 1.`from` on, before 1.`before`; 0 for no
/// limit.
struct version_reason {
  int from = 0;
  int before = 0;
  std::string observed = {};

  /// ">= 1.20, < 1.23"
  [[nodiscard]] std::string range() const;
};

/// What is known of a PgBouncer's version: exact when it reports it (announcement, console), else a range.
/// Call only for a PgBouncer.
[[nodiscard]] std::string pgbouncer_version(signals const&);

/// The range that its behaviour allows, whatever version it reports, and the observations that narrow it.
[[nodiscard]] std::string pgbouncer_range(signals const&);
[[nodiscard]] std::vector<version_reason> version_reasons(signals const&);

/// The lowest possible minor version in a text from `pgbouncer_version`: 21 of "1.21.0" and of ">= 1.21, <
/// 1.23"; nullopt where only an upper limit is known.
[[nodiscard]] std::optional<int> least_minor(std::string_view version);

/// It behaves like a PgBouncer that cannot track prepared statements (NEWS, 1.21.0).
[[nodiscard]] bool too_old_to_track(signals const&);

}  // namespace poolprobe
