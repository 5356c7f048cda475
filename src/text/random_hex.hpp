#pragma once

#include <string>

namespace poolprobe {

/// So many hexadecimal digits from the system's source of randomness: for names that nobody else has.
[[nodiscard]] std::string random_hex(int digits);

}  // namespace poolprobe
