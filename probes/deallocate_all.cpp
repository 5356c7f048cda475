// DEALLOCATE ALL releases every prepared statement of the session, and its name (PostgreSQL, DEALLOCATE).
// PgBouncer notices it from 1.22 on (NEWS); 1.21 still assumes that client and server have the statements.
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& c = on.client("C");
  auto const first = on.named("select 101");
  auto const second = on.named("select 202").under_name_of(first);
  // Sent at once, so that one server connection answers all three.
  c.run("P({}) H", first);
  auto const gone = c.run("P() B E H", testbed::unnamed("deallocate all"));
  if (!gone.ok()) return on.expect(gone).accepted().otherwise({});
  return on.expect(c.run("P({}) B E S", second))
      .row("202")
      .otherwise({{"26000", outcome::breaks},
                  {"42P05", outcome::breaks},
                  {"08P01", outcome::breaks, "prepared statement"}});
}

}  // namespace

extern constexpr probe deallocate_all{
    .code = "PP111",
    .id = "prepared/deallocate-all",
    .feature = "DEALLOCATE ALL",
    .requirement = "after DEALLOCATE ALL every name can be prepared again",
    .holds = "DEALLOCATE ALL frees the names",
    .fails = "DEALLOCATE ALL leaves the names in use",
    .fixes = {"pooler: PgBouncer 1.22 or later", "driver: do not send it: Prisma without pgbouncer=true"},
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .permission = permission::sacrificial,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
