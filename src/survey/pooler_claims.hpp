#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// What the admin console claims of one thing, against what was observed of it.
struct claim {
  enum class standing {
    agrees,
    differs,   ///< the observation counts
    not_seen,  ///< nothing was observed that could say
  };
  evidence told;
  standing how = standing::not_seen;
};

/// Every claim that could be observed, one by one; empty where the console did not speak.
[[nodiscard]] std::vector<claim> claims_of(signals const&, pooler_info const& concluded);

}  // namespace poolprobe
