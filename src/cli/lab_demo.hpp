#pragma once

#include "lab/lab.hpp"

namespace poolprobe {

/// The classroom: a pooler where named prepared statements fail and one where they work, both checked for
/// real. 0 when both behave as told, 1 otherwise.
[[nodiscard]] int demonstrate(lab::search const&);

/// Lab servers that stop starting when the user interrupts.
[[nodiscard]] lab::options lab_start_options();

}  // namespace poolprobe
