// A Parse that failed has created nothing, so its name is still free (PostgreSQL, protocol, "Extended
// Query"). PgBouncer with tracking keeps the name and closes the client at the next Parse (src/prepare.c);
// behind Pgpool-II the failed transaction is usually not over at Sync.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
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

probe_result observe(testbed& on) {
  auto const once = on.servers.one_for_all || on.is_dry_run();
  auto const times = once ? 1 : 3;  // Pgpool-II 4.6 succeeds about once in forty times
  auto& c = on.client("C");
  auto seen = fail_and_parse(on, c);
  for (int i = 1; i < times && seen.outcome == outcome::works; ++i) seen = fail_and_parse(on, c);
  return seen;
}

}  // namespace

extern constexpr probe failed_parse{
    .code = "PP107",
    .id = "prepared/failed-parse",
    .feature = "a name again after its Parse failed",
    .requirement = "a Parse that failed leaves its name free",
    .holds = "a failed Parse leaves its name free",
    .fails = "a failed Parse uses its name up",
    .fixes = reuse_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
