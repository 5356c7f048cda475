#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "probes/probe.hpp"

namespace poolprobe {

/// Why a probe is not to run, as its finding tells it; nullopt where it is.
using objection = std::function<std::optional<std::string>(probe const&)>;

/// Runs the probes one after the other, a disturbed one (`unknown`) a second time, and appends to `findings`
/// as they come, so that what was found before an interrupt is kept. `before_each` is told the id. Where
/// there is an objection, asked when its turn comes, the probe is `skipped`.
void run_probes(stage&, std::span<probe const>, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each, objection const& against);

}  // namespace poolprobe
