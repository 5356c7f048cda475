// A cursor lasts until the end of its transaction (PostgreSQL, DECLARE), and a transaction block has one
// server connection. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/blocks.hpp"
#include "probes/probes.hpp"

namespace poolprobe {

observation without_hold_cursor(stage& on) {
  if (auto refused = no_blocks(on, "client A reads in a transaction block")) return *refused;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const cursor = on.fresh_name();
  auto const post = [&a](std::string sql) { return a.post("P() B E S", stage::unnamed(std::move(sql))); };
  auto const begun = post("begin");
  (void)post(fmt::format("declare {} cursor for select 42", cursor)).hear();
  if (!begun.hear().ok()) return on.expect(begun.hear()).accepted().otherwise({block_refused});
  if (!on.servers.single_server) b.run("S");  // another client is served in between
  auto const fetched = post("fetch from " + cursor);
  (void)post("rollback").hear();
  return on.expect(fetched.hear()).row("42").otherwise({{"34000", outcome::breaks}});
}

}  // namespace poolprobe
