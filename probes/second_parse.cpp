// A second Parse of a name in use is an error, 42P05, and the session continues (PostgreSQL, protocol,
// "Extended Query"). PgBouncer with tracking sends FATAL and closes the client (src/prepare.c).
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

/// A pooler with names of its own may give the name to the new text (PgDog 0.1): that works where the name
/// then stands for it.
probe_result judge_accepted(testbed& on, client& c, statement const& second) {
  auto seen = on.expect(c.run("B({}) E S", second)).row("202").otherwise({});
  if (seen.outcome == outcome::works)
    seen.observed = "accepted: the name stands for the new text; " + seen.observed;
  return seen;
}

probe_result observe(testbed& on) {
  auto& c = on.client("C");
  auto const first = on.named("select 101");
  auto const second = on.named("select 202").under_name_of(first);
  c.run("P({}) H", first);  // H: the second one goes to the same server connection, whatever the pooler does
  auto const answer = c.run("P({}) S", second);
  if (answer.ok() && !on.is_dry_run()) return judge_accepted(on, c, second);
  auto seen = on.expect(answer).refused("42P05").otherwise(
      {{"08P01", outcome::breaks, "prepared statement name is already in use"}, {"42P05", outcome::breaks}});
  if (seen.outcome != outcome::works) return seen;
  auto const after = on.expect(c.run("P() B E S", testbed::unnamed("select 42"))).row("42").otherwise({});
  return after.outcome == outcome::works ? seen : after;
}

}  // namespace

extern constexpr probe second_parse{
    .code = "PP108",
    .id = "prepared/name-reuse",
    .feature = "a second Parse of a name",
    .requirement = "a second Parse of a name in use is an error that the connection survives",
    .holds = "using a name twice is an ordinary error",
    .fails = "using a name twice closes the connection",
    .fixes = reuse_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
