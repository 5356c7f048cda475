// A client must never get the answer of another client's statement. With equal names on two server
// connections, Bind and Execute after a switch run what the other client prepared, without any error.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const mine = on.named("select 'prepared by A'");
  auto const theirs = on.named("select 'prepared by B'").under_name_of(mine);
  if (on.shares_clients()) {
    a.run("P({}) S", mine);
    auto const kept = on.hold(a, a);
    b.run("P({}) S", theirs);
  } else {
    a.run("P({}) H", mine);    // A keeps its server connection for now,
    b.run("P({}) S", theirs);  // so B prepares the same name on another one
    a.run("S");
  }
  auto const held = on.hold(b, a);
  return held.expect(a.run("B({}) E S", mine))
      .row("prepared by A")
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace

extern constexpr probe foreign_statement{
    .code = "PP103",
    .id = "prepared/foreign-statement",
    .feature = "named prepared statements",
    .requirement = "a client gets the answer of the statement that it prepared itself",
    .holds = "a client is answered by its own statement",
    .fails = "another client's statement is executed",
    .fixes = named_statement_fixes,
    .needs = needs::second_server,
    .side_effects = side_effects::log_line,
    .beside_drivers = handover::first_holds,
    .observe = observe,
};

}  // namespace poolprobe::probes
