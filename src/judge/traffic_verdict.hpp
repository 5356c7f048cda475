#pragma once

#include "model/run_record.hpp"

namespace poolprobe {

/// The verdict on what an application does, for a pooler in transaction mode: broken by any hazard that
/// breaks there. Green is earned: somebody has logged in, and the command, if there was one, did not fail.
/// The record must have a traffic. Pure.
[[nodiscard]] run_record judge_traffic(run_record);

}  // namespace poolprobe
