#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// What the admin console claims about one thing, compared with what was observed.
struct claim {
  enum class standing {
    agrees,
    differs,   ///< they contradict each other; the observation counts
    not_seen,  ///< no observation could confirm or refute it
  };
  evidence told;
  standing how = standing::not_seen;
};

/// One entry for every claim that can be observed; empty where the console did not answer.
[[nodiscard]] std::vector<claim> claims_of(signals const&, pooler_info const& concluded);

}  // namespace poolprobe
