#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

/// The words that the JSON contract and the screen have for the values of an enumeration.
namespace poolprobe {

/// The words of an enumeration that is numbered from zero without gaps, in the order of its enumerators. Each
/// type that has words specialises this, right behind its own definition.
template <class Enum>
inline constexpr std::array<std::string_view, 0> words_for{};

template <class Enum>
concept has_words = std::is_enum_v<Enum> &&(words_for<Enum>.size() > 0);

/// Whether `value` is an enumerator. GCC and Clang print one by its name and any other number as a cast:
/// "(poolprobe::outcome)7".
template <auto value>
[[nodiscard]] consteval bool is_enumerator() {
  std::string_view const text = __PRETTY_FUNCTION__;
  return text.rfind('(') <= text.find("is_enumerator(") + std::string_view("is_enumerator").size();
}

/// Whether each enumerator has a word, and there is no word more.
template <has_words Enum>
[[nodiscard]] consteval bool words_are_complete() {
  constexpr auto count = words_for<Enum>.size();
  return is_enumerator<static_cast<Enum>(count - 1)>() && !is_enumerator<static_cast<Enum>(count)>();
}

template <has_words Enum>
[[nodiscard]] constexpr std::string_view word(Enum value) {
  static_assert(words_are_complete<Enum>(), "an enumerator without a word, or a word without one");
  return words_for<Enum>.at(static_cast<std::size_t>(value));
}

/// The value of that word; none where it is not one of the words.
template <has_words Enum>
[[nodiscard]] constexpr std::optional<Enum> from_word(std::string_view text) {
  for (std::size_t i = 0; i < words_for<Enum>.size(); ++i) {
    if (words_for<Enum>[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

/// Words are added within a version of the JSON contract: readers take one that they do not know as
/// `unknown`.
template <has_words Enum>
requires requires { Enum::unknown; }
[[nodiscard]] constexpr Enum known_or_unknown(std::string_view text) {
  return from_word<Enum>(text).value_or(Enum::unknown);
}

}  // namespace poolprobe
