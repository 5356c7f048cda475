// A statement prepared in one transaction must be there in the next: PostgreSQL keeps prepared statements for
// the duration of the session (PREPARE). Behind a pooler the next transaction may run on another server.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result lost_statement(testbed& on) {
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

}  // namespace poolprobe
