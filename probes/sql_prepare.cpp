// A statement made by the SQL command PREPARE lasts for the session (PostgreSQL, PREPARE). PgBouncer tracks
// Parse, not SQL (doc/config.md, max_prepared_statements): on another server connection it is not there.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const prepared = on.named("select 41 + 1");
  auto const made =
      a.run("P() B E S", testbed::unnamed(fmt::format("prepare {} as {}", prepared.name, prepared.sql)),
            [name = prepared.name] { return undo::prepared_statement(name); });
  if (!made.ok()) return on.expect(made).accepted().otherwise({});
  auto const held = on.hold(b, a);
  auto seen = held.expect(a.run("P() B E S", testbed::unnamed("execute " + prepared.name)))
                  .row("42")
                  .otherwise({{"26000", outcome::breaks}});
  on.restore(on.servers.dedicated ? a : b);
  return seen;
}

}  // namespace

extern constexpr probe sql_prepare{
    .code = "PP109",
    .id = "prepared/sql-prepare",
    .feature = "SQL PREPARE",
    .requirement = "a statement made by SQL PREPARE is there in the next transaction",
    .holds = "SQL PREPARE lasts for the session",
    .fails = "SQL PREPARE is gone in the next transaction",
    .fixes =
        {"driver: prepare by the protocol (Parse), which PgBouncer 1.21 and later track, instead of SQL "
         "PREPARE",
         "application: PREPARE and EXECUTE inside one transaction, then DEALLOCATE (not in statement mode)",
         use_session_mode},
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
