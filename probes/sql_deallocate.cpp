// DEALLOCATE releases a statement however it was prepared (PostgreSQL, DEALLOCATE; protocol, "Extended
// Query"). Behind PgBouncer with tracking the server knows it under another name, and DEALLOCATE fails.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const prepared = on.named("select 41 + 1");
  a.run("P({}) S", prepared);
  auto held = on.hold(b, a);
  if (on.servers.single_server) held.release();
  auto seen = held.expect(a.run("P() B E S", testbed::unnamed("deallocate " + prepared.name)))
                  .accepted()
                  .otherwise({{"26000", outcome::breaks}});
  if (seen.outcome == outcome::works && on.servers.single_server) {
    return not_repeated(
        "it works on the server connection that prepared it; the pool gave no second one to tell more");
  }
  if (seen.outcome == outcome::breaks && a.run("B({}) E S", prepared).value() == "42") {
    seen.observed += "; the statement can still be executed";
  }
  return seen;
}

}  // namespace

extern constexpr probe sql_deallocate{
    .code = "PP110",
    .id = "prepared/sql-deallocate",
    .feature = "SQL DEALLOCATE",
    .requirement = "SQL DEALLOCATE releases a statement that was prepared by the protocol",
    .holds = "SQL DEALLOCATE releases a statement",
    .fails = "SQL DEALLOCATE does not find the statement",
    .fixes = {"driver: release by the protocol (Close): psycopg 3.2, pg 1.6 and PHP 8.4, each with libpq 17 "
              "or later; or never: psycopg 3 prepared_max=None",
              use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
