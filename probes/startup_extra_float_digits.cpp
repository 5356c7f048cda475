// extra_float_digits in the startup packet, as sqlx and R2DBC always send it: any setting is allowed there
// (protocol, "Start-up"). PgBouncer accepts those that it tracks (doc/config.md, ignore_startup_parameters).
#include <random>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/startup_parameter.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  // All values from 1 on mean the same to PostgreSQL 12 and later.
  auto const value = std::to_string(2 + std::random_device()() % 2);
  return observe_startup(on, {"extra_float_digits", value, "extra_float_digits", value});
}

}  // namespace

extern constexpr probe startup_extra_float_digits{
    .code = "PP301",
    .id = "startup/extra-float-digits",
    .feature = "extra_float_digits",
    .requirement = "extra_float_digits can be given when connecting",
    .holds = "extra_float_digits at startup is in effect",
    .fails = "extra_float_digits at startup does not work",
    .fixes = {"pooler: PgBouncer ignore_startup_parameters=extra_float_digits; from PostgreSQL 12 on nothing "
              "is lost",
              "driver: sqlx extra_float_digits(None); lib/pq 1.11.0 or later does not send it",
              use_direct_connection},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
