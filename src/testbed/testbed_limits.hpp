#pragma once

#include <chrono>

#include "testbed/run_budget.hpp"

namespace poolprobe {

/// Deadlines of a testbed, its number of connections, and what its run may take in all.
struct testbed_limits {
  std::chrono::milliseconds connect{5000};  ///< for opening one connection
  std::chrono::milliseconds step{1500};     ///< for one answer; far below any pooler's own deadlines
  std::chrono::milliseconds hold{1500};     ///< for taking a certain server connection, on a busy pool
  int connections = 3;                      ///< the most at once; at least 2
  run_bounds in_all = bounds_of_check;
};

}  // namespace poolprobe
