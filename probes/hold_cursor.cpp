// A cursor WITH HOLD can be read after the transaction that declared it (PostgreSQL, DECLARE). Behind a
// pooler the cursor and its result stay on the server connection.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const cursor = on.fresh_name();
  // WITH HOLD needs no transaction block, so the test works in statement mode too.
  auto const declared =
      a.run("P() B E S", testbed::unnamed(fmt::format("declare {} cursor with hold for select 42", cursor)),
            [cursor] { return undo::held_cursor(cursor); });
  if (!declared.ok()) return on.expect(declared).accepted().otherwise({});
  auto const held = on.hold(b, a);
  auto seen = held.expect(a.run("P() B E S", testbed::unnamed("fetch from " + cursor)))
                  .row("42")
                  .otherwise({{"34000", outcome::breaks}});
  on.restore(on.servers.dedicated ? a : b);
  return seen;
}

}  // namespace

extern constexpr probe hold_cursor{
    .code = "PP204",
    .id = "session/hold-cursor",
    .feature = "cursors WITH HOLD",
    .requirement = "a cursor WITH HOLD can be read in a later transaction",
    .holds = "a cursor WITH HOLD can be read later on",
    .fails = "a cursor WITH HOLD cannot be read later on",
    .fixes = {"application: read the cursor inside the transaction that declares it, without WITH HOLD",
              use_session_mode},
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
