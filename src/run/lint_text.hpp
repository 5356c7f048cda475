#pragma once

#include "run/check_run.hpp"

namespace poolprobe {

/// `check_text` with the verdict of a linter: exit 0 where nothing in the text is wrong, 1 where the driver
/// does not start with something in it, or a pooler refuses that. Exit 0 has the status `inconclusive` all
/// the same, for nothing was seen to work.
[[nodiscard]] run_record lint_text(target const& where, check_options const& options);

}  // namespace poolprobe
