#pragma once

#include "model/run_record.hpp"

namespace poolprobe {

/// The verdict on an application's traffic, for a pooler in transaction mode: broken by any hazard that
/// breaks there, with or without support for prepared statements where it is not known which. "Compatible" also takes a client that has logged in, and that the command, if there was one,
/// did not fail. A caveat is told and counts for nothing. The record must have traffic. Pure.
[[nodiscard]] run_record judge_traffic(run_record);

}  // namespace poolprobe
