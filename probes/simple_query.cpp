// The simple query protocol must be allowed. PgBouncer refuses it with disable_pqexec (src/client.c: "PQexec
// disallowed") and closes the connection.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result simple_query(testbed& on) {
  if (auto const& known = on.servers.simple_query) {
    return {outcome::breaks, known->sqlstate, "client A gets row 42", "client A got " + known->observed};
  }
  auto& a = on.client("A");
  return on.expect(a.run("Q", testbed::unnamed("select 42")))
      .row("42")
      .otherwise({{"08P01", outcome::breaks, "PQexec disallowed"}});
}

}  // namespace poolprobe
