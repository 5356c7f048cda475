#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// Breaks a printable text into lines of at most `width` columns, at spaces only: a word that is longer
/// stays whole on a line of its own, because data that was cut cannot be copied. Never empty.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace poolprobe
