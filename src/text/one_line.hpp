#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// A text of others on one line: white space is one space each, and none at the ends; other control
/// characters are question marks.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace poolprobe
