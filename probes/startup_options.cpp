// `options` in the startup packet, as PGOPTIONS sends it: -c name=value (protocol, "Start-up"). PgBouncer
// reads it from 1.20 on, for the settings that it tracks; before, it refuses all of it (NEWS, 1.20.0).
#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/startup_parameter.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  // Every PgBouncer that reads options tracks IntervalStyle, and no driver sends this value.
  return observe_startup(on, {"options", "-c IntervalStyle=sql_standard", "IntervalStyle", "sql_standard"});
}

}  // namespace

extern constexpr probe startup_options{
    .code = "PP303",
    .id = "startup/options",
    .feature = "options",
    .requirement = "settings can be given inside options when connecting",
    .holds = "options at startup is understood",
    .fails = "options at startup does not work",
    .fixes = {set_in_the_server, "pooler: PgBouncer 1.20 or later, for the settings that it tracks",
              "driver: take options out of the connection text, and PGOPTIONS out of the environment"},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
