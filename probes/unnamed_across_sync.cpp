// An unnamed statement lasts until the next Parse without a name on the same session (protocol, "Extended
// Query"). Behind a pooler the session may go to others between two Syncs, so a driver that waits after Parse
// can lose it.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/foreign_bind_guard.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
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

}  // namespace

extern constexpr probe unnamed_across_sync{
    .code = "PP104",
    .id = "prepared/unnamed-across-sync",
    .feature = "unnamed statements bound later",
    .requirement = "an unnamed statement can be bound in a later transaction than it was parsed in",
    .holds = "an unnamed statement survives its Sync",
    .fails = "an unnamed statement does not survive its Sync",
    .fixes = {"driver: send Parse, Bind and Execute before one Sync, e.g. pgx {pgx:exec}, lib/pq "
              "{lib-pq:binary-parameters}; or, but not in statement mode, run every statement inside BEGIN "
              "and COMMIT",
              use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::log_line,
    .observe = observe,
};

}  // namespace poolprobe::probes
