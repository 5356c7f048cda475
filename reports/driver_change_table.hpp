#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// The comparison that people make before they change the driver, measured: a micro-benchmark, what is left
/// of it over a network, and what a pooler with and without support for prepared statements makes of it.
struct driver_migration {
  struct row {
    std::string strategy;
    std::vector<std::string> cells;  ///< as many as there are headings
  };
  std::string title;
  std::vector<std::string> headings;
  std::vector<row> rows;
  std::string legend;
};

/// Whether the record is of that comparison: `bench --recreate-table driver-migration`.
[[nodiscard]] bool is_driver_migration(run_record const&);

/// Of such a record, with the fewest clients that were measured. Differences are of operations/s.
[[nodiscard]] driver_migration driver_migration_of(run_record const&, bool ascii);

}  // namespace poolprobe
