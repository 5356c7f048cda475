#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "probes/probe.hpp"

namespace poolprobe {

/// Runs the probes one after the other, a disturbed one (`unknown`) again, those that may close a connection
/// last, until all are done or the stage finds the survey misjudged. `findings` is filled as they come, in
/// the order given, so that what was found before an interrupt is kept. `before_each` is told the id.
void run_probes(stage&, std::span<probe const>, permissions, std::vector<finding>& findings,
                std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
