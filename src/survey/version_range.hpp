#pragma once

#include <optional>
#include <string>

#include "survey/signals.hpp"

namespace poolprobe {

/// What can be known of a PgBouncer's version: exact when it says it (announcement, console), else a range
/// such as ">= 1.20, < 1.23" from its words for a refused startup option and from whether it tracks prepared
/// statements. Call only for a PgBouncer; nullopt when nothing narrows it.
[[nodiscard]] std::optional<std::string> pgbouncer_version(signals const&);

/// Its words are those of a PgBouncer that cannot keep track of prepared statements (NEWS, 1.21.0).
[[nodiscard]] bool too_old_to_track(signals const&);

}  // namespace poolprobe
