// Describe alone must return the types of a prepared statement in every later transaction (PostgreSQL,
// protocol, "Extended Query"). A pooler that handles only Bind has not prepared it on the other server
// connection.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const prepared = on.named("select $1::int + 1");
  a.run("P({}) S", prepared);
  auto const held = on.hold(b, a);
  return held.expect(a.run("D(S {}) S", prepared))
      .accepted()
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace

extern constexpr probe describe_after_switch{
    .code = "PP106",
    .id = "prepared/describe-after-switch",
    .feature = "a later Describe",
    .requirement = "a prepared statement can be described in a later transaction",
    .holds = "a statement can be described later on",
    .fails = "a statement cannot be described later on",
    .fixes = named_statement_fixes,
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .beside_drivers = handover::second_holds,
    .observe = observe,
};

}  // namespace poolprobe::probes
