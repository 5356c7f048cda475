// A cursor lasts until the end of its transaction (PostgreSQL, DECLARE), and a transaction block has one
// server connection. PgBouncer in statement mode has no blocks (doc/config.md, pool_mode).
#include <fmt/format.h>

#include "probes/probes.hpp"

namespace poolprobe {

observation without_hold_cursor(stage& on) {
  auto& c = on.client("C");
  auto& b = on.client("B");
  auto const cursor = on.fresh_name();
  auto const sql = [&c](std::string text) { return c.run("P() B E S", stage::unnamed(std::move(text))); };
  auto const begun = sql("begin");
  if (!begun.ok()) {
    return on.expect(begun).accepted().otherwise({{"08P01", outcome::breaks, "transaction blocks"}});
  }
  sql(fmt::format("declare {} cursor for select 42", cursor));
  if (!on.servers.single_server) b.run("S");  // another client is served in between
  auto seen = on.expect(sql("fetch from " + cursor)).row("42").otherwise({{"34000", outcome::breaks}});
  sql("rollback");
  return seen;
}

}  // namespace poolprobe
