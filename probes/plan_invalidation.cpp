// When a table's columns change, its prepared statements fail with 0A000, and Close and Parse fix that
// (PostgreSQL, PREPARE). PgBouncer with tracking answers both itself, and the old statement stays.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

/// Runs in one transaction block, so on one server connection; the rollback removes the table.
probe_result observe(testbed& on) {
  auto& c = on.client("C");
  auto const table = on.fresh_name();
  auto const prepared = on.named("select * from " + table);
  auto const sql = [&c](std::string text) { return c.run("P() B E S", testbed::unnamed(std::move(text))); };
  auto const begun = sql("begin");
  if (!begun.ok()) return on.expect(begun).accepted().otherwise({});
  sql(fmt::format("create temporary table {} on commit drop as select 42 as n", table));
  auto before = on.expect(c.run("P({}) B E S", prepared)).row("42").otherwise({});
  if (before.outcome != outcome::works) return before;
  sql(fmt::format("alter table {} add column m int", table));
  sql("savepoint poolprobe");
  auto stale = on.expect(c.run("B({}) E S", prepared)).refused("0A000").otherwise({});
  if (stale.outcome != outcome::works) return stale;
  sql("rollback to savepoint poolprobe");
  c.run("C(S {}) S", prepared);
  auto seen = on.expect(c.run("P({}) B E S", prepared)).row("42").otherwise({{"0A000", outcome::breaks}});
  sql("rollback");
  return seen;
}

}  // namespace

extern constexpr probe plan_invalidation{
    .code = "PP112",
    .id = "prepared/plan-invalidation",
    .feature = "prepared statements after ALTER TABLE",
    .requirement = "after a table has changed, Close and Parse make its statements work again",
    .holds = "Close and Parse fix an outdated statement",
    .fails = "Close and Parse do not fix an outdated statement",
    .fixes =
        {"pooler: RECONNECT on PgBouncer's console after every migration that changes the shape of a table",
         "application: name the columns instead of select *, so that a new column does not change the result",
         use_session_mode},
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .permission = permission::ddl,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
