#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// Every signal in words, the ones that decide first, each with what follows from it; pure.
[[nodiscard]] std::vector<evidence> evidence_of(signals const&, pooler_info const& concluded);

}  // namespace poolprobe
