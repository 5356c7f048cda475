#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// A run and how messages name it: its file.
struct saved_run {
  std::string name;
  run_record run;
};

/// The shards of one benchmark, measured by several machines at once, as if one had done it. Operations,
/// their rates, clients and histograms are added up, so that the percentiles are those of all operations
/// together; figures for one operation are weighted by the number of operations. A strategy that broke on one
/// machine is broken. Shards that are missing become a warning. Throws `fatal{usage}` where the runs do not
/// belong together.
[[nodiscard]] run_record merge_shards(std::vector<saved_run> shards);

}  // namespace poolprobe
