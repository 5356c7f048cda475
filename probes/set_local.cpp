// SET LOCAL lasts until the end of its transaction block, and then nothing of it is left (PostgreSQL, SET):
// the form that poolers can bear. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/blocks.hpp"
#include "probes/probes.hpp"
#include "probes/session_state.hpp"

namespace poolprobe {

observation set_local(stage& on) {
  if (auto refused = no_blocks(on, "client A has the setting in a transaction block")) return *refused;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const ours = fmt::format("poolprobe {}", random_number());
  auto const show = stage::unnamed("select current_setting('application_name')");
  auto const post = [&a](std::string sql) { return a.post("P() B E S", stage::unnamed(std::move(sql))); };
  auto const begun = post("begin");
  (void)post(fmt::format("set local application_name = '{}'", ours));
  auto const inside = a.post("P() B E S", show);
  (void)post("commit").hear();
  if (!begun.hear().ok()) return on.expect(begun.hear()).accepted().otherwise({block_refused});
  auto within = on.expect(inside.hear()).row(ours).otherwise({});
  if (within.outcome != outcome::works) return within;

  auto const held = on.hold(b, a);
  auto const after = on.servers.dedicated ? a.run("P() B E S", show) : b.run("P() B E H", show);
  if (!after.ok() || !held.reached()) return held.expect(after).accepted().otherwise({});
  if (after.value() != ours) return within;
  return {outcome::leaks,
          {},
          within.expected + ", and nobody after COMMIT",
          fmt::format("client {} got row {} after COMMIT", after.by->label(), ours)};
}

}  // namespace poolprobe
