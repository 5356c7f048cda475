// A setting of the application's own (a.b) in the startup packet: PostgreSQL accepts any such name
// ("Customized Options"). A pooler cannot know it, so this shows what the pooler does with an unknown
// parameter.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/startup_parameter.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto const name = fmt::format("poolprobe_{}.startup", on.nonce());
  return observe_startup(on, {name, "1", name, "1"});
}

}  // namespace

extern constexpr probe startup_unknown{
    .code = "PP305",
    .id = "startup/unknown",
    .feature = "unknown ones",
    .requirement = "a setting that the pooler does not know can be given when connecting",
    .holds = "an unknown setting at startup is in effect",
    .fails = "an unknown setting at startup does not work",
    .fixes =
        {"driver: take out of the connection text what the driver does not use itself; it goes to the pooler",
         set_in_the_server,
         "pooler: PgBouncer ignore_startup_parameters with that name, if it need not have an effect"},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
