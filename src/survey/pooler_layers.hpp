#pragma once

#include <string>
#include <vector>

#include "survey/signals.hpp"

/// Poolers behind the pooler that we talk to, as far as they show.
namespace poolprobe {

/// What PgBouncer announced comes from one further behind: the one in front is too old to announce anything.
[[nodiscard]] bool is_passed_on(signals const&);

/// What one pooler alone cannot do: one sentence for each; empty where nothing contradicts.
[[nodiscard]] std::vector<std::string> contradictions(signals const&);

/// How many there are at least.
[[nodiscard]] int layers_seen(signals const&);

}  // namespace poolprobe
