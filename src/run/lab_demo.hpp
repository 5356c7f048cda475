#pragma once

#include <string>

#include "lab/lab.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// The classroom: a pooler where named prepared statements fail and one where they work, both checked for
/// real. 0 when both behave as told, 1 otherwise.
[[nodiscard]] int demonstrate(lab::search const&);

/// `check` on a connection of the lab; throws `fatal{interrupted}` where the user ended it.
[[nodiscard]] run_record check_lab(std::string const& url);

/// Lab servers that stop starting when the user interrupts.
[[nodiscard]] lab::options lab_start_options();

}  // namespace poolprobe
