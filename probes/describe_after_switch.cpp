// Describe alone of a prepared statement must tell its types in every later transaction (PostgreSQL,
// protocol, "Extended Query"). A pooler that mends only Bind has not prepared it on the other server
// connection.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result describe_after_switch(testbed& on) {
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

}  // namespace poolprobe
