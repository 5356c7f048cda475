#pragma once

#include <cstdlib>

namespace poolprobe::testing {

/// How often a check is repeated: what that variable of the environment says, else `usual`.
[[nodiscard]] inline int run_count(char const* variable, int usual) {
  auto const* wanted = std::getenv(variable);
  return wanted == nullptr ? usual : std::atoi(wanted);
}

}  // namespace poolprobe::testing
