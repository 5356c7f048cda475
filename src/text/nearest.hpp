#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// The candidate that a misspelt `word` most likely means: at most two edits away, or the same but for case
/// and for `_` and `-`. Empty when none is close.
[[nodiscard]] std::string nearest(std::string_view word, std::span<std::string const> candidates);

/// The same, but up to `most` of them, the likeliest first.
[[nodiscard]] std::vector<std::string> nearest_of(std::string_view word,
                                                  std::span<std::string const> candidates, std::size_t most);

}  // namespace poolprobe
