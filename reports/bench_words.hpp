#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

struct context_line {
  std::string label;
  std::string text;
  bool literal = false;  ///< not in our words: an address, a statement, a name
};
/// How a benchmark was made: what its figures hold for.
[[nodiscard]] std::vector<context_line> bench_context(run_record const&);

/// A strategy that did not come through on the way of the pooler.
struct broken_strategy {
  std::string strategy;
  std::string status;  ///< "breaks at execution 6 (26000)"
  std::string why;
  std::string fix;  ///< that was tried here, or may be; empty where there is none
};
/// Each once, as it broke first.
[[nodiscard]] std::vector<broken_strategy> broken_strategies(run_record const&);

/// Of more strategies than these the table says enough; sentences about each would bury it.
inline constexpr std::size_t most_told_in_sentences = 8;

/// What the signs beside compared figures mean.
[[nodiscard]] std::string comparison_legend(bool ascii);

/// What is left of the difference: for each strategy, its ratio to the baseline at each distance.
struct leftover_row {
  std::string strategy;
  int clients = 1;
  std::vector<std::string> ratios;  ///< in the order of the distances
};
struct leftover {
  std::vector<double> rtts_ms;
  std::vector<leftover_row> rows;
};
/// Of the way of the pooler; empty where only one distance was measured, or nothing can be compared.
[[nodiscard]] leftover left_of_difference(run_record const&, bool ascii);

}  // namespace poolprobe
