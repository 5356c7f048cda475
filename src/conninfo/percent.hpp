#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// Percent-encodes all but what never needs it in a URL, and `also_plain`.
[[nodiscard]] std::string percent_encode(std::string_view text, std::string_view also_plain = "");

}  // namespace poolprobe
