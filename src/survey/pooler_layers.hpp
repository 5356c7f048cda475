#pragma once

#include <string>
#include <vector>

#include "survey/signals.hpp"

/// Poolers behind the one that we talk to, as far as they can be seen.
namespace poolprobe {

/// The PgBouncer announcement comes from a pooler further behind: the one in front is too old to send one.
[[nodiscard]] bool is_passed_on(signals const&);

/// Observations that one pooler alone cannot explain, one sentence each; empty where nothing contradicts.
[[nodiscard]] std::vector<std::string> contradictions(signals const&);

/// The least number of poolers that explains what was seen.
[[nodiscard]] int layers_seen(signals const&);

}  // namespace poolprobe
