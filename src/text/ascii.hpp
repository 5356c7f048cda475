#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Letters and spaces of ASCII, whatever the locale; every other byte stays as it is.
namespace poolprobe {

[[nodiscard]] constexpr char lower_case(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string letters(text);
  for (char& c : letters) c = lower_case(c);
  return letters;
}

[[nodiscard]] inline std::string upper_case(std::string_view text) {
  std::string letters(text);
  for (char& c : letters) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return letters;
}

/// Whether both are the same, whatever the case of their letters.
[[nodiscard]] constexpr bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_case(x) == lower_case(y); });
}

/// The text without what it has of `spaces` at both ends.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text,
                                                 std::string_view spaces = " \t\r\n\f\v") {
  auto const first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

}  // namespace poolprobe
