#pragma once

#include <vector>

#include "reports/merge_shards.hpp"

namespace poolprobe {

/// Throws `fatal{usage}` unless these are different shards of one benchmark: what differs is named.
void check_shards(std::vector<saved_run> const&);

}  // namespace poolprobe
