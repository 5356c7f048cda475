#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// A required driver with one of its configurations, in all of its generations.
struct judged_driver {
  std::vector<driver_result const*> generations;  ///< the newest first; never empty

  [[nodiscard]] bool works() const;
  [[nodiscard]] bool breaks() const;
  /// Whether generations have different results, so that a version must be named.
  [[nodiscard]] bool differs() const;
  [[nodiscard]] bool has_caveat() const;
  /// "asyncpg (default settings, asyncpg 0.29 or later)"
  [[nodiscard]] std::string name() const;
};

/// The drivers that the verdict is for, in the order in which they were named.
[[nodiscard]] std::vector<judged_driver> judged_drivers(run_record const&);

/// One of several generations: "asyncpg before 0.31", with the driver's id where that is not clear.
[[nodiscard]] std::string generation_name(driver_result const&, bool with_id);

/// What the verdict of a check says and covers, to follow its word: " with asyncpg (default settings)", ": no
/// pooler here, this is PostgreSQL itself". It says what was left behind, and what ended the run early.
[[nodiscard]] std::string verdict_headline(run_record const&);

/// "1 probe", "no probes", "2 probes"
[[nodiscard]] std::string counted(std::size_t count, std::string_view thing);

}  // namespace poolprobe
