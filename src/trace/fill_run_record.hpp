#pragma once

#include "model/run_record.hpp"
#include "trace/traffic_observer.hpp"

namespace poolprobe::trace {

/// Puts what was seen into a record: its hazards and its traffic. `anonymize`: statements have $1, $2 … for
/// their values, and those that the parser does not take are left out.
void fill_run_record(application const& seen, bool anonymize, run_record& into);

}  // namespace poolprobe::trace
