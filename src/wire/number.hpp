#pragma once

#include <charconv>
#include <optional>
#include <string_view>

namespace poolprobe::wire {

/// A whole number that is the whole text; nullopt for anything else, also when it does not fit.
template <class Integer>
[[nodiscard]] std::optional<Integer> read_number(std::string_view text) {
  Integer value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace poolprobe::wire
