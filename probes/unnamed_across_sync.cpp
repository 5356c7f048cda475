// An unnamed statement lasts until the next Parse without a name on the same session (protocol, "Extended
// Query"). Behind a pooler the session is not ours between two Syncs, so a driver that waits after Parse
// loses.
#include "probes/probes.hpp"
#include "testbed/guarded_statement.hpp"

namespace poolprobe {
probe_result unnamed_across_sync(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const mine = guarded("parsed by A");
  a.run("P() S", mine);
  auto held = on.hold(b, a);
  b.run("P() B E S", guarded("parsed by B"));
  return held.expect(a.run("B E S", mine))
      .row("parsed by A")
      .otherwise({{"26000", outcome::breaks}, {"08P01", outcome::breaks, "bind message supplies"}});
}

}  // namespace poolprobe
