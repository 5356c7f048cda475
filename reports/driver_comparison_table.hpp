#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// The table of `bench --recreate-table driver-migration`: drivers compared with the one to migrate from, in
/// a micro-benchmark, over a network, and behind poolers with and without support for prepared statements.
struct driver_comparison {
  struct row {
    std::string strategy;
    std::vector<std::string> cells;  ///< as many as there are headings
  };
  std::string title;
  std::vector<std::string> headings;
  std::vector<row> rows;
  std::string legend;
};

/// Whether the record is of that comparison.
[[nodiscard]] bool is_driver_comparison(run_record const&);

/// The table of such a record, for the smallest number of clients that was measured. Differences are of
/// operations/s.
[[nodiscard]] driver_comparison driver_comparison_of(run_record const&, bool ascii);

}  // namespace poolprobe
