#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// The verdict on several hosts, each of which has its own: the gravest counts, in the order of `exit_code`.
/// No connection is the verdict only where no host could be reached; one unreachable host among others makes
/// it inconclusive at best. The reasons have a line for each host; `remark` comes behind them. Pure.
[[nodiscard]] verdict judge_runs(std::vector<run_record> const&, std::string remark = {});

}  // namespace poolprobe
