#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"
#include "reports/check_reasons.hpp"

namespace poolprobe {

struct context_line {
  std::string label;
  std::string text;
  bool literal = false;  ///< shown as it is: an address, a statement, a name
};
/// The conditions of a benchmark, for which its figures are valid.
[[nodiscard]] std::vector<context_line> bench_context(run_record const&);

/// A strategy that did not work through the pooler.
struct broken_strategy {
  std::string strategy;
  std::string status;  ///< "breaks at execution 6 (26000)"
  std::string why;     ///< the cause in words
  check_fix fix;       ///< its text is empty where there is none
};
/// Each strategy once, with its first failure.
[[nodiscard]] std::vector<broken_strategy> broken_strategies(run_record const&);

/// If there are more, no sentences are printed, as they would hide the table.
inline constexpr std::size_t most_told_in_sentences = 8;

/// What the signs beside compared figures mean.
[[nodiscard]] std::string comparison_legend(bool ascii);

/// Relative speed as latency grows: the ratio of each strategy to the baseline at each round-trip time.
struct leftover_row {
  std::string strategy;
  int clients = 1;
  std::vector<std::string> ratios;  ///< in the order of the round-trip times
};
struct leftover {
  std::vector<double> rtts_ms;
  std::vector<leftover_row> rows;
};
/// For the route through the pooler; empty where only one round-trip time was measured, or nothing can be
/// compared.
[[nodiscard]] leftover left_of_difference(run_record const&, bool ascii);

}  // namespace poolprobe
