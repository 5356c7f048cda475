#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace poolprobe {

/// A time as a user writes it: "5s", "500ms", "20us", "2m"; without a unit it is seconds. nullopt for
/// anything else, and for what is not finite or below 0.
[[nodiscard]] std::optional<std::chrono::duration<double>> read_duration(std::string_view);

}  // namespace poolprobe
