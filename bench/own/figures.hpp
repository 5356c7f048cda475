#pragma once

#include <chrono>
#include <vector>

/// Figures about poolprobe itself, printed and never asserted. They need real servers and a quiet machine.
namespace poolprobe::bench {

/// The duration of a whole default check against every kind of lab server, through a relay when `round_trip`
/// is not 0.
void print_checks(std::chrono::milliseconds round_trip);

/// The time until a lab is ready.
void print_lab();

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
