// From BEGIN to COMMIT a client keeps its server connection. PgBouncer in statement mode allows no blocks: it
// closes client and server connection (src/server.c: "transaction blocks not allowed in statement ...").
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/block_refusal.hpp"
#include "testbed/pending.hpp"

namespace poolprobe::probes {
namespace {

constexpr std::string_view expected = "client A runs BEGIN, a query and COMMIT on one server connection";

probe_result observe(testbed& on) {
  if (auto refused = no_blocks(on, expected)) return *refused;
  auto& a = on.client("A");
  auto const begun = a.run("P() B E S", testbed::unnamed("begin"));
  if (!begun.ok()) return on.expect(begun).accepted().otherwise({block_refused});
  if (!a.in_transaction()) return unknown("BEGIN was accepted, but the server reports no open transaction");
  auto const asked = a.post("P() B E S", testbed::unnamed("select 42"));
  auto const ended = a.run("P() B E S", testbed::unnamed("commit"));
  auto const inside = asked.receive();
  if (!ended.ok()) return on.expect(ended).accepted().otherwise({});
  auto seen = on.expect(inside).row("42").otherwise({});
  if (seen.outcome != outcome::works) return seen;
  if (begun.backend == inside.backend && inside.backend == ended.backend) return seen;
  return {outcome::breaks,
          {},
          std::string(expected),
          fmt::format("client A was on server connections {}, {} and {}", begun.backend.value_or(0),
                      inside.backend.value_or(0), ended.backend.value_or(0))};
}

}  // namespace

extern constexpr probe transaction_block{
    .code = "PP401",
    .id = "protocol/transaction-block",
    .feature = "BEGIN ... COMMIT",
    .requirement = "BEGIN ... COMMIT runs on one server connection",
    .holds = "transaction blocks work",
    .fails = "transaction blocks are refused",
    .fixes = block_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .observe = observe,
};

}  // namespace poolprobe::probes
