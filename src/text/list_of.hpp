#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace poolprobe {

/// A string literal as an argument of a template.
template <std::size_t Size>
struct literal {
  std::array<char, Size> characters{};

  // NOLINTNEXTLINE(google-explicit-constructor): so that the literal itself can be written
  consteval literal(char const (&text)[Size]) { std::copy_n(text, Size, characters.begin()); }
  [[nodiscard]] constexpr std::string_view text() const { return {characters.data(), Size - 1}; }
};

/// Codes or ids in the row of a table: a member that is a span of text takes `list_of<"PP101", "PP102">`,
/// which lives as long as the program.
template <literal... Texts>
inline constexpr std::array<std::string_view, sizeof...(Texts)> list_of{Texts.text()...};

}  // namespace poolprobe
