#pragma once

#include <string>
#include <vector>

#include "drivers/engine/requirement.hpp"
#include "model/run_record.hpp"

/// How the required driver does, including its errors and features as far as they are required.
namespace poolprobe {

/// One result of the driver: works where both are empty.
struct driver_standing {
  driver_result const* of = nullptr;
  std::vector<std::string> broken;  ///< what was observed to break, in sentences
  std::vector<std::string> open;    ///< what is unknown

  [[nodiscard]] bool works() const { return broken.empty() && open.empty(); }
};

/// The generations of one configuration, where no version was named; else one.
using driver_generations = std::vector<driver_standing>;

/// Of each required driver, in the order of the run.
[[nodiscard]] std::vector<driver_generations> driver_standings(run_record const&, life_requirements const&);

/// Whether some of them work and others do not, so that a version must be named.
[[nodiscard]] bool results_differ(driver_generations const&);

/// "works with asyncpg 0.31 or later, breaks with older ones: name yours, --driver x@asyncpg=0.30"
[[nodiscard]] std::string version_sentence(driver_generations const&);

/// "driver pgx (pgx 5.8 or later): works, with a caveat: ...": a result in one sentence.
[[nodiscard]] std::string sentence_of(driver_result const&);

/// "driver asyncpg, if you use connection.cursor(): breaks with 34000: ..."
[[nodiscard]] std::string sentence_of(driver_result const&, feature_result const&);

}  // namespace poolprobe
