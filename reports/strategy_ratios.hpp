#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"

/// Comparisons between the measurements of a benchmark.
namespace poolprobe {

/// The ratio of the operations per second of two measurements.
struct ratio {
  double times = 1;
  /// The ends of the 95 % confidence interval; none with one repeat.
  std::optional<double> low, high;

  [[nodiscard]] bool has_interval() const { return low && high; }
  /// Whether the interval leaves open which of the two is the faster one.
  [[nodiscard]] bool undecided() const { return has_interval() && *low <= 1 && *high >= 1; }
  /// Whether the interval goes beyond a factor of three either way, so that its width says nothing.
  [[nodiscard]] bool scattered() const { return has_interval() && *high > 9 * *low; }
};

/// A measurement and its ratios to others. Points into the record that was compared.
struct compared {
  measurement const* of = nullptr;
  bool is_baseline = false;
  std::optional<ratio>
      to_baseline;                 ///< at the same clients, distance and route; none for the baseline itself
  std::optional<ratio> to_direct;  ///< to the same strategy without the pooler; none for those without it
};

/// The measurements with one number of clients and one round-trip time.
struct comparison_group {
  double rtt_ms = 0;
  int clients = 1;
  double effective_rtt_ms = 0;   ///< on the route to TARGET; 0 where nothing was measured there
  std::vector<compared> pooled;  ///< in the order of the measurements
  std::vector<compared> direct;
  std::vector<compared> untracked;  ///< of a recreated table only
};

/// From two series of operations a second. The repeats of all measurements are run among each other, so the
/// first of the one is compared with the first of the other; the logarithms of the quotients are assumed to
/// be normally distributed (Student's t). None where a figure is missing.
[[nodiscard]] std::optional<ratio> ratio_of(std::vector<double> const& one, std::vector<double> const& other);

/// Whether it was measured; only then it has figures.
[[nodiscard]] bool has_figures(measurement const&);

/// Everything that was measured, the nearest and the fewest clients first.
[[nodiscard]] std::vector<comparison_group> compare(run_record const&);

/// The row of one strategy, or null.
[[nodiscard]] compared const* find_strategy(std::vector<compared> const&, std::string_view strategy);

/// The strategies of a record, each once, in its order.
[[nodiscard]] std::vector<std::string> strategies_of(run_record const&);

/// "asyncpg is 1.13 ± 0.05 times as fast as psycopg3", or that no difference was found; empty where there
/// is nothing to compare. The names are put in as they are given.
[[nodiscard]] std::string sentence(compared const&, std::string_view name, std::string_view baseline,
                                   bool ascii);

}  // namespace poolprobe
