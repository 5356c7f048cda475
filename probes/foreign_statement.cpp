// A client must never be answered by another client's statement. With equal names on two server connections,
// Bind and Execute after a move run whatever the other one prepared, and no error tells.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result foreign_statement(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const mine = on.named("select 'prepared by A'");
  auto const theirs = on.named("select 'prepared by B'").under_name_of(mine);
  a.run("P({}) H", mine);    // A keeps its server connection for now,
  b.run("P({}) S", theirs);  // so B prepares the same name on another one
  a.run("S");
  auto const held = on.hold(b, a);
  return held.expect(a.run("B({}) E S", mine))
      .row("prepared by A")
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace poolprobe
