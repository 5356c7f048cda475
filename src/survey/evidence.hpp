#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "survey/pooler_claims.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// Every signal in words, the ones that decide first, each with what follows from it; pure.
[[nodiscard]] std::vector<evidence> evidence_of(signals const&, pooler_info const& concluded);

/// The parts of it that tell whose pooler it is, and what narrows that further.
void tell_make(signals const&, std::vector<claim> const&, std::vector<evidence>& to);
void tell_details(signals const&, std::vector<claim> const&, pooler_info const& concluded,
                  std::vector<evidence>& to);

}  // namespace poolprobe
