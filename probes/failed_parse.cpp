// A Parse that failed has made nothing, so its name is still free (PostgreSQL, protocol, "Extended Query").
// PgBouncer with tracking keeps the name and closes the client at the next Parse (src/prepare.c); behind
// Pgpool-II the transaction that failed is not over at Sync, mostly.
#include "probes/probes.hpp"

namespace poolprobe {
namespace {

probe_result fail_and_parse(testbed& on, client& c) {
  auto const wrong = on.named("select 41 +");
  auto const right = on.named("select 41 + 1").under_name_of(wrong);
  auto refused = on.expect(c.run("P({}) S", wrong)).refused("42601").otherwise({});
  if (refused.outcome != outcome::works) return refused;
  return on.expect(c.run("P({}) B E S", right))
      .row("42")
      .otherwise({{"08P01", outcome::breaks, "prepared statement name is already in use"},
                  {"42P05", outcome::breaks},
                  {"25P02", outcome::breaks}});
}

}  // namespace

probe_result failed_parse(testbed& on) {
  auto const once = on.servers.one_for_all || on.is_dry_run();
  auto const times = once ? 1 : 3;  // Pgpool-II 4.6 gets it right once in forty times
  auto& c = on.client("C");
  auto seen = fail_and_parse(on, c);
  for (int i = 1; i < times && seen.outcome == outcome::works; ++i) seen = fail_and_parse(on, c);
  return seen;
}

}  // namespace poolprobe
