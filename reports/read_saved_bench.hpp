#pragma once

#include "model/measurement.hpp"
#include "reports/json_reader.hpp"

/// The parts of a saved run that have a file of their own.
namespace poolprobe {

[[nodiscard]] measurement read_measurement(json_reader const&);
[[nodiscard]] bench_info read_bench(json_reader const&);

}  // namespace poolprobe
