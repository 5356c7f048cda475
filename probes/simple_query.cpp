// The simple query protocol must be allowed. PgBouncer refuses it with disable_pqexec (src/client.c: "PQexec
// disallowed") and closes the connection.
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  if (auto const& known = on.servers.simple_query) {
    return {outcome::breaks, known->sqlstate, "client A gets row 42", "client A got " + known->observed};
  }
  auto& a = on.client("A");
  return on.expect(a.run("Q", testbed::unnamed("select 42")))
      .row("42")
      .otherwise({{"08P01", outcome::breaks, "PQexec disallowed"}});
}

}  // namespace

extern constexpr probe simple_query{
    .code = "PP406",
    .id = "protocol/simple-query",
    .feature = "simple queries",
    .requirement = "the simple query protocol is allowed",
    .holds = "simple queries are accepted",
    .fails = "simple queries are refused",
    .fixes = {"pooler: PgBouncer disable_pqexec=0",
              "driver: the extended query protocol for everything, BEGIN and COMMIT included, which few "
              "drivers can"},
    .needs = needs::one_client,
    .side_effects = side_effects::connection,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
