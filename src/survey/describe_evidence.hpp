#pragma once

#include <vector>

#include "model/run_record.hpp"
#include "survey/admin_console_claims.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// Every signal in words, the decisive ones first, each with what follows from it; pure.
[[nodiscard]] std::vector<evidence> evidence_of(signals const&, pooler_info const& concluded);

/// The parts of the evidence that name the product, and those that narrow its version.
void tell_make(signals const&, std::vector<claim> const&, std::vector<evidence>& to);
void tell_details(signals const&, std::vector<claim> const&, pooler_info const& concluded,
                  std::vector<evidence>& to);

}  // namespace poolprobe
