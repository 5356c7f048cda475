// A statement made by the SQL command PREPARE lasts for the session (PostgreSQL, PREPARE). PgBouncer tracks
// Parse, not SQL (doc/config.md, max_prepared_statements): on another server connection it is not there.
#include <fmt/format.h>

#include "probes/probes.hpp"
#include "testbed/undo.hpp"

namespace poolprobe {

probe_result sql_prepare(testbed& on) {
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

}  // namespace poolprobe
