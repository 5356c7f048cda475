// A cursor lasts until the end of its transaction (PostgreSQL, DECLARE), and a transaction block has one
// server connection. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/block_refusal.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  if (auto refused = no_blocks(on, "client A reads in a transaction block")) return *refused;
  auto& a = on.client("A");
  auto const cursor = on.fresh_name();
  auto const run = [&a](std::string first, std::string second) {
    return a.run_each("P() B E", {testbed::unnamed(std::move(first)), testbed::unnamed(std::move(second))},
                      "S");
  };
  auto const begun = run("begin", fmt::format("declare {} cursor for select 42", cursor));
  if (!begun.ok()) return on.expect(begun).accepted().otherwise({block_refused});
  if (!on.servers.single_server) on.client("B").run("S");  // another client is served in between
  return on.expect(run("fetch from " + cursor, "rollback")).row("42").otherwise({{"34000", outcome::breaks}});
}

}  // namespace

extern constexpr probe without_hold_cursor{
    .code = "PP207",
    .id = "session/without-hold-cursor",
    .feature = "cursors",
    .requirement = "a cursor can be read in the transaction block that declared it",
    .holds = "a cursor works inside its transaction",
    .fails = "a cursor does not work in a transaction",
    .fixes = block_fixes,
    .needs = needs::two_clients,
    .side_effects = side_effects::connection,
    .observe = observe,
};

}  // namespace poolprobe::probes
