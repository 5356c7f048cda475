#include "model/outcome.hpp"

#include <array>

namespace poolprobe {
namespace {

/// Enumerators are numbered from zero without gaps, so a table in the same order names them.
template <class Enum, std::size_t N>
std::string_view at(std::array<std::string_view, N> const& words, Enum value) {
  return words.at(static_cast<std::size_t>(value));
}

constexpr std::array<std::string_view, 5> pool_modes{"transaction", "session", "statement", "none",
                                                     "unknown"};

}  // namespace

std::string_view word(outcome value) {
  static constexpr std::array<std::string_view, 6> words{"works",        "breaks",  "leaks",
                                                         "wrong_answer", "unknown", "skipped"};
  return at(words, value);
}

std::string_view word(certainty value) {
  static constexpr std::array<std::string_view, 3> words{"yes", "no", "unknown"};
  return at(words, value);
}

std::string_view word(pool_mode value) { return at(pool_modes, value); }

std::string_view word(support value) {
  static constexpr std::array<std::string_view, 3> words{"supported", "unsupported", "unknown"};
  return at(words, value);
}

std::string_view word(verdict_status value) {
  static constexpr std::array<std::string_view, 5> words{"compatible", "incompatible", "inconclusive",
                                                         "too_slow", "error"};
  return at(words, value);
}

pool_mode pool_mode_from(std::string_view text) {
  for (auto const mode : {pool_mode::transaction, pool_mode::session, pool_mode::statement}) {
    if (text == word(mode)) return mode;
  }
  return pool_mode::unknown;
}

}  // namespace poolprobe
