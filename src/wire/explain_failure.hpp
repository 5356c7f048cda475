#pragma once

#include "model/fatal.hpp"
#include "model/run_record.hpp"
#include "wire/connection.hpp"

namespace poolprobe::wire {

/// Why there is no connection, and what to do about it: exit code 3, 2 where libpq does not take the
/// connection text, or 130 when the user interrupted.
[[nodiscard]] fatal explain_failure(open_failure const&, target_info const& shown);

}  // namespace poolprobe::wire
