#pragma once

#include <chrono>
#include <vector>

namespace poolprobe::bench {

/// Of several measurements of the same thing.
struct spread {
  double least;
  double median;
  double most;
};

[[nodiscard]] spread spread_of(std::vector<double> values);

/// Wall-clock time since its construction.
class stopwatch {
 public:
  [[nodiscard]] double ms() const;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace poolprobe::bench
