#pragma once

#include <array>
#include <string_view>

#include "model/outcome.hpp"

namespace poolprobe {

/// An outcome as people say it.
struct outcome_words {
  poolprobe::outcome outcome;
  std::string_view spoken;  ///< "wrong answer (no error)"
  std::string_view legend;  ///< beside its mark
};

/// All of them, in the order of lists and legends.
inline constexpr std::array<outcome_words, 7> all_outcome_words{{
    {outcome::works, "works", "works"},
    {outcome::breaks, "breaks", "breaks"},
    {outcome::wrong_answer, "wrong answer (no error)", "wrong answer, no error"},
    {outcome::leaks, "leaks", "leaks to another client"},
    {outcome::loses, "loses a commit", "loses a commit, no error"},
    {outcome::unknown, "could not tell", "could not tell"},
    {outcome::skipped, "not run", "not run"},
}};
static_assert(all_outcome_words.size() == words_for<outcome>.size());

[[nodiscard]] constexpr outcome_words const& words_of(outcome value) {
  for (auto const& row : all_outcome_words) {
    if (row.outcome == value) return row;
  }
  return all_outcome_words[5];
}

}  // namespace poolprobe
