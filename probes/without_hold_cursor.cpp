// A cursor lasts until the end of its transaction (PostgreSQL, DECLARE), and a transaction block has one
// server connection. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/probes.hpp"
#include "probes/support/block_refusal.hpp"

namespace poolprobe {

probe_result without_hold_cursor(testbed& on) {
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

}  // namespace poolprobe
