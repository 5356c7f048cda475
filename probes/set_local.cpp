// SET LOCAL lasts until the end of its transaction block, and then nothing of it is left (PostgreSQL, SET):
// the form that poolers can bear. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/probes.hpp"
#include "probes/session_state.hpp"

namespace poolprobe {

observation set_local(stage& on) {
  auto& c = on.client("C");
  auto& b = on.client("B");
  auto const ours = fmt::format("poolprobe {}", random_number());
  auto const show = stage::unnamed("select current_setting('application_name')");
  auto const sql = [&c](std::string text) { return c.run("P() B E S", stage::unnamed(std::move(text))); };
  auto const begun = sql("begin");
  if (!begun.ok()) {
    return on.expect(begun).accepted().otherwise({{"08P01", outcome::breaks, "transaction blocks"}});
  }
  sql(fmt::format("set local application_name = '{}'", ours));
  auto within = on.expect(c.run("P() B E S", show)).row(ours).otherwise({});
  sql("commit");
  if (within.outcome != outcome::works) return within;
  auto const held = on.hold(b, c);
  auto const after = on.servers.dedicated ? c.run("P() B E S", show) : b.run("P() B E H", show);
  if (!after.ok() || !held.reached()) return held.expect(after).accepted().otherwise({});
  if (after.value() != ours) return within;
  return {outcome::leaks,
          {},
          within.expected + ", and nobody after COMMIT",
          fmt::format("client {} got row {} after COMMIT", after.by->label(), ours)};
}

}  // namespace poolprobe
