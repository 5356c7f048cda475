#pragma once

#include "drivers/engine/requirement.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Marks the findings that are required and gives the verdict. Green is earned: without a requirement, or
/// with one that was not observed, it is inconclusive. Pure.
[[nodiscard]] run_record judge(run_record, requirements const&);

/// The verdict on a run that the user ended early: exit code 130, whatever was found.
[[nodiscard]] verdict interrupted_verdict();

}  // namespace poolprobe
