// A temporary table lasts for the session, or with ON COMMIT DROP for the transaction (PostgreSQL, CREATE
// TABLE). Behind a pooler the first kind stays on the server connection; the second is the safe one.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/pending.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

statement create(std::string_view table, std::string_view on_commit) {
  return testbed::unnamed(
      fmt::format("create temporary table {} on commit {} as select 42 as n", table, on_commit));
}

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const passing = on.fresh_name();
  auto const lasting = on.fresh_name();
  a.post("P() B E H", create(passing, "drop"));
  auto const inside = a.post("P() B E S", testbed::unnamed("select n from " + passing));
  auto const made = a.run("P() B E S", create(lasting, "preserve rows"),
                          [lasting] { return undo::temporary_table(lasting); });
  auto within = on.expect(inside.receive()).row("42").otherwise({{"42P01", outcome::breaks}});
  if (within.outcome != outcome::works) return within;
  if (!made.ok()) return on.expect(made).accepted().otherwise({});
  auto const held = on.hold(b, a);
  auto seen = held.expect(a.run("P() B E S", testbed::unnamed("select n from " + lasting)))
                  .row("42")
                  .otherwise({{"42P01", outcome::breaks}});
  on.restore(on.servers.dedicated ? a : b);
  if (seen.outcome == outcome::breaks) seen.observed += "; with ON COMMIT DROP, in one transaction, it works";
  return seen;
}

}  // namespace

extern constexpr probe temp_table{
    .code = "PP205",
    .id = "session/temp-table",
    .feature = "temporary tables",
    .requirement = "a temporary table is there in the next transaction",
    .holds = "a temporary table lasts for the session",
    .fails = "a temporary table is gone in the next transaction",
    .fixes = {"application: create, fill and read it in one transaction, with ON COMMIT DROP",
              use_session_mode},
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .permission = permission::ddl,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
