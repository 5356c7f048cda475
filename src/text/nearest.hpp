#pragma once

#include <span>
#include <string>
#include <string_view>

namespace poolprobe {

/// The candidate that a misspelt `word` most likely means: at most two edits away, or the same but for case
/// and for `_` and `-`. Empty when none is close.
[[nodiscard]] std::string nearest(std::string_view word, std::span<std::string const> candidates);

}  // namespace poolprobe
