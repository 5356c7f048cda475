// Two clients may use the same statement name for different SQL: names belong to a session (PostgreSQL,
// PREPARE; protocol message Parse). On a shared server connection the second Parse gets 42P05.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const first = on.named("select 101");
  auto const second = on.named("select 202").under_name_of(first);
  a.run("P({}) S", first);
  auto const held = on.hold(b, a);
  return held.expect(b.run("P({}) B E S", second))
      .row("202")
      .otherwise({{"42P05", outcome::breaks},
                  {"08P01", outcome::breaks, "prepared statement name is already in use"}});
}

}  // namespace

extern constexpr probe duplicate_statement_name{
    .code = "PP101",
    .id = "prepared/duplicate-name",
    .feature = "the same statement name in two clients",
    .requirement = "two clients may give different statements the same name",
    .holds = "two clients can use one statement name",
    .fails = "a second client cannot use the same name",
    .fixes = named_statement_fixes,
    .needs = needs::two_clients,
    .side_effects = side_effects::log_line,
    .beside_drivers = handover::second_holds,
    .observe = observe,
};

}  // namespace poolprobe::probes
