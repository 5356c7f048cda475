#pragma once

#include <string>

namespace poolprobe {

/// That many random hexadecimal digits from the system, for unique names.
[[nodiscard]] std::string random_hex(int digits);

}  // namespace poolprobe
