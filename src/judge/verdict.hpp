#pragma once

#include "drivers/engine/requirement.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Marks the required findings and gives the verdict. "Compatible" takes at least one requirement; without
/// one, or with one that was not observed, the verdict is inconclusive. It is also inconclusive where
/// generations of the required driver have different results; the reason names the version to give. A caveat
/// counts only where `errors` is required, and a feature where its group is. Pure.
[[nodiscard]] run_record judge(run_record, requirements const&, life_requirements const& = {});

/// Whether generations of the required driver have different results here. Pure.
[[nodiscard]] bool needs_a_version(run_record const&, life_requirements const& = {});

/// The verdict on a run that the user ended early: exit code 130, whatever was found.
[[nodiscard]] verdict interrupted_verdict();

}  // namespace poolprobe
