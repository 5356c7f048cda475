// Parse, Bind and Execute before one Sync are one transaction, so no pooler may separate them (protocol,
// "Pipelining"). The form that works everywhere.
#include "probes/probes.hpp"

namespace poolprobe {

probe_result unnamed_one_sync(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const sum = testbed::unnamed("select $1::int + 1", {"41"});
  a.run("P() B E S", sum);
  auto held = on.hold(b, a);
  b.run("P() B E H", testbed::unnamed("select 'in between'"));
  if (on.servers.single_server) held.release();
  return held.expect(a.run("P() B E S", sum))
      .row("42")
      .otherwise({{"26000", outcome::breaks}, {"08P01", outcome::breaks, "bind message supplies"}});
}

}  // namespace poolprobe
