// A setting of the application's own (a.b) in the startup packet: PostgreSQL takes any such name ("Customized
// Options"). A pooler cannot know it, so here one sees what becomes of a parameter that it does not know.
#include <fmt/format.h>

#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

probe_result startup_unknown(testbed& on) {
  auto const name = fmt::format("poolprobe_{}.startup", on.nonce());
  return observe_startup(on, {name, "1", name, "1"});
}

}  // namespace poolprobe
