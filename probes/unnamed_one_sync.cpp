// Parse, Bind and Execute before one Sync are one transaction, which no pooler may split (protocol,
// "Pipelining"). This form works everywhere.
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
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

}  // namespace

extern constexpr probe unnamed_one_sync{
    .code = "PP105",
    .id = "prepared/unnamed-one-sync",
    .feature = "unnamed prepared statements",
    .requirement = "Parse, Bind and Execute before one Sync give the right answer",
    .holds = "unnamed statements in one go work",
    .fails = "unnamed statements fail even in one go",
    .fixes = {"report it: a pooler that separates the messages of one transaction is broken"},
    .needs = needs::two_clients,
    .side_effects = side_effects::nothing,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
