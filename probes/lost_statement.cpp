// A statement prepared in one transaction must exist in the next: PostgreSQL keeps prepared statements for
// the duration of the session (PREPARE). Behind a pooler the next transaction may run on another server
// connection.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const prepared = on.named("select 41 + 1");
  a.run("P({}) S", prepared);
  auto const held = on.hold(b, a);
  return held.expect(a.run("B({}) E S", prepared))
      .row("42")
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace

extern constexpr probe lost_statement{
    .code = "PP102",
    .id = "prepared/lost-statement",
    .feature = "named prepared statements",
    .requirement = "a statement prepared in one transaction is there in the next",
    .holds = "a statement is there in the next transaction",
    .fails = "a statement is gone in the next transaction",
    .fixes = named_statement_fixes,
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .beside_drivers = handover::second_holds,
    .observe = observe,
};

}  // namespace poolprobe::probes
