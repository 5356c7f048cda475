// extra_float_digits in the startup packet, as sqlx and R2DBC send it unasked: any setting may be given there
// (protocol, "Start-up"). PgBouncer takes those that it tracks (doc/config.md, ignore_startup_parameters).
#include <random>

#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

probe_result startup_extra_float_digits(testbed& on) {
  // From 1 on they all mean the same to PostgreSQL 12 and later.
  auto const value = std::to_string(2 + std::random_device()() % 2);
  return observe_startup(on, {"extra_float_digits", value, "extra_float_digits", value});
}

}  // namespace poolprobe
