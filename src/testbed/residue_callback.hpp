#pragma once

#include <functional>
#include <optional>

#include "testbed/ledger.hpp"

namespace poolprobe {

/// Returns what a step leaves in its session; called when the step has been answered; nullopt for nothing.
/// The answer may arrive after the task that waited for it has ended, so the function must not refer to
/// anything of that task. A type of its own, not an alias, so that testbed/client.hpp can name it without
/// <functional>.
struct residue_callback : std::function<std::optional<left_behind>()> {
  using function::function;
};

}  // namespace poolprobe
