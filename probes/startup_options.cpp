// `options` in the startup packet, as PGOPTIONS sends it: -c name=value (protocol, "Start-up"). PgBouncer
// reads it from 1.20 on, for the settings that it tracks; before, it refuses all of it (NEWS, 1.20.0).
#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

probe_result startup_options(testbed& on) {
  // Every PgBouncer that reads options tracks IntervalStyle, and no driver asks for this one.
  return observe_startup(on, {"options", "-c IntervalStyle=sql_standard", "IntervalStyle", "sql_standard"});
}

}  // namespace poolprobe
