#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace poolprobe {

/// A time as a user writes it: "5s", "500ms", "20us", "2m" or "2min", "1h"; without a unit it is seconds.
/// nullopt for anything else, and for what is not finite or below 0.
[[nodiscard]] std::optional<std::chrono::duration<double>> read_duration(std::string_view);

/// For hints: how a time can be written.
inline constexpr char const* duration_examples = "for example 5, 5s, 500ms or 2m";

/// So many seconds as `read_duration` reads it, in the largest unit in which it is whole: "100ms", "10min".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace poolprobe
