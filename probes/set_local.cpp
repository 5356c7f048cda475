// SET LOCAL lasts until the end of its transaction block and leaves nothing behind (PostgreSQL, SET): the
// form that is safe behind poolers. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/block_refusal.hpp"
#include "probes/support/session_state.hpp"
#include "testbed/pending.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  if (auto refused = no_blocks(on, "client A has the setting in a transaction block")) return *refused;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const ours = fmt::format("poolprobe {}", random_number());
  auto const show = testbed::unnamed("select current_setting('application_name')");
  auto const post = [&a](std::string sql) { return a.post("P() B E S", testbed::unnamed(std::move(sql))); };
  auto const begun = post("begin");
  (void)post(fmt::format("set local application_name = '{}'", ours));
  auto const inside = a.post("P() B E S", show);
  (void)post("commit").receive();
  if (!begun.receive().ok()) return on.expect(begun.receive()).accepted().otherwise({block_refused});
  auto within = on.expect(inside.receive()).row(ours).otherwise({});
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

}  // namespace

extern constexpr probe set_local{
    .code = "PP208",
    .id = "session/set-local",
    .feature = "SET LOCAL",
    .requirement = "SET LOCAL lasts for its transaction block, and nobody else sees it",
    .holds = "SET LOCAL lasts for its transaction",
    .fails = "SET LOCAL does not last for its transaction",
    .fixes = block_fixes,
    .needs = needs::two_clients,
    .side_effects = side_effects::connection,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
