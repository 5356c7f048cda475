#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// Percent-encodes all but the characters that never need it in a URL, and those in `also_plain`.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view also_plain = "");

}  // namespace poolprobe
