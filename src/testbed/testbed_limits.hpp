#pragma once

#include <chrono>

namespace poolprobe {

/// Deadlines of a testbed, and its number of connections.
struct testbed_limits {
  std::chrono::milliseconds connect{5000};    ///< for opening one connection
  std::chrono::milliseconds step{1500};       ///< for one answer; far below any pooler's own deadlines
  std::chrono::milliseconds hold{1500};       ///< for taking a certain server connection, on a busy pool
  std::chrono::milliseconds clean_up{10000};  ///< for reaching every server connection that must be cleaned
  int connections = 3;                        ///< the most at once; at least 2
};

}  // namespace poolprobe
