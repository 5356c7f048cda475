// Two clients may use the same statement name for different SQL: names belong to a session (PostgreSQL,
// PREPARE; protocol message Parse). On a shared server connection the second Parse gets 42P05.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result duplicate_name(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const first = on.named("select 101");
  auto const second = on.named("select 202").under_name_of(first);
  a.run("P({}) S", first);
  auto const held = on.hold(b, a);
  return held.expect(b.run("P({}) B E S", second))
      .row("202")
      .otherwise({{"42P05", outcome::breaks},
                  {"08P01", outcome::breaks, "prepared statement name is already in use"}});
}

}  // namespace poolprobe
