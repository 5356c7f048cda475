#pragma once

#include "model/run_record.hpp"
#include "trace/traffic_observer.hpp"

namespace poolprobe::trace {

/// Fills a record with the hazards and the traffic that were seen. `anonymize`: in statements, $1, $2 …
/// replace the values, and statements that the parser rejects are left out.
void fill_run_record(application const& seen, bool anonymize, run_record& into);

}  // namespace poolprobe::trace
