#pragma once

#include <chrono>

namespace poolprobe {

/// How patient and how large a testbed is.
struct testbed_limits {
  std::chrono::milliseconds connect{5000};    ///< for opening one connection
  std::chrono::milliseconds step{1500};       ///< for one answer; far below any pooler's own waits
  std::chrono::milliseconds hold{1500};       ///< for taking a certain server connection, on a busy pool
  std::chrono::milliseconds clean_up{10000};  ///< for reaching every server connection that must be cleaned
  int connections = 3;                        ///< at most so many at once, at least 2
};

}  // namespace poolprobe
