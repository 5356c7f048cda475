// statement_timeout in the startup packet, as node-postgres sends it: any setting is allowed there (protocol,
// "Start-up"). PgBouncer refuses it or, when configured to ignore it, drops it (doc/config.md).
#include <fmt/format.h>

#include <random>

#include "probes/probe.hpp"
#include "probes/support/startup_parameter.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  // A little more than a day, so it stops no statement. Not a whole second, so it is shown in ms.
  auto const ms = 86'400'001 + 10 * (std::random_device()() % 99'999);
  return observe_startup(
      on, {"statement_timeout", std::to_string(ms), "statement_timeout", fmt::format("{}ms", ms)});
}

}  // namespace

extern constexpr probe startup_statement_timeout{
    .code = "PP304",
    .id = "startup/statement-timeout",
    .feature = "statement_timeout",
    .requirement = "statement_timeout can be given when connecting",
    .holds = "statement_timeout at startup is in effect",
    .fails = "statement_timeout at startup does not work",
    .fixes = {"server: ALTER ROLE ... SET statement_timeout",
              "application: SET LOCAL statement_timeout inside a transaction (not in statement mode)",
              "pooler: with ignore_startup_parameters the login succeeds, but the timeout is not set"},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
