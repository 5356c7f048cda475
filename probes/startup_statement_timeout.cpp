// statement_timeout in the startup packet, as node-postgres sends it: any setting may be given there
// (protocol, "Start-up"). PgBouncer refuses it or, when told to ignore it, drops it (doc/config.md).
#include <fmt/format.h>

#include <random>

#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

probe_result startup_statement_timeout(testbed& on) {
  // A little more than a day: it stops nobody's statement. No full second, so it is shown in ms.
  auto const ms = 86'400'001 + 10 * (std::random_device()() % 99'999);
  return observe_startup(
      on, {"statement_timeout", std::to_string(ms), "statement_timeout", fmt::format("{}ms", ms)});
}

}  // namespace poolprobe
