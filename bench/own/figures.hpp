#pragma once

#include <chrono>
#include <vector>

/// Figures about poolprobe itself, printed and never asserted. Each takes real servers and a quiet machine.
namespace poolprobe::bench {

/// What a whole default check costs against every kind of lab server, through a relay where `round_trip` is
/// not 0.
void print_checks(std::chrono::milliseconds round_trip);

/// How soon a lab is ready.
void print_lab();

/// Of several measurements of the same.
struct spread {
  double least;
  double median;
  double most;
};

[[nodiscard]] spread spread_of(std::vector<double> values);

/// Wall clock, from when it is made.
class stopwatch {
 public:
  [[nodiscard]] double ms() const;

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace poolprobe::bench
