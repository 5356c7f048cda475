#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// The candidate that a misspelt `word` most likely means, or the same but for case and for `_` and `-`.
/// Letters that are wrong, missing, too many or in the wrong order are edits: one in three letters is
/// forgiven, up to three. Empty when none is close.
[[nodiscard]] std::string nearest(std::string_view word, std::span<std::string const> candidates);

/// So many suggestions are enough for a hint.
inline constexpr std::size_t few_suggestions = 3;

/// The same, but up to `most` of them, the likeliest first: none that needs two edits more than the best, and
/// none beside one that is the word itself.
/// Where none is close, those that begin as the word does ("postgres": postgres-js).
[[nodiscard]] std::vector<std::string> nearest_of(std::string_view word,
                                                  std::span<std::string const> candidates,
                                                  std::size_t most = few_suggestions);

}  // namespace poolprobe
