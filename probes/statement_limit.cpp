// A client may have any number of prepared statements. PgBouncer keeps max_prepared_statements of them on a
// server connection (doc/config.md; 200 by default), and must prepare those that it dropped again, unseen.
// Before 1.26 it answers in the wrong order where Parse and Close come in one batch, as a PgBouncer in front
// sends them when both drop a statement at once (pgbouncer#1555).
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/pending.hpp"

namespace poolprobe::probes {
namespace {

constexpr int one_too_many = 201;

probe_result observe(testbed& on) {
  auto& c = on.client("C");
  std::vector<statement> all;
  all.reserve(one_too_many);
  for (int i = 0; i < one_too_many; ++i) all.push_back(on.named(fmt::format("select {}", 1000 + i)));
  auto const parsed = c.post_each("P({})", all, "H");  // H: all on one server connection
  auto const first = c.post("B({}) E S", all.front());
  (void)c.post_each("C(S {})", all, "S").receive();
  auto const prepared = parsed.receive();
  // Supavisor 2.9.7, lib/supavisor/errors: at most 100 statements for a client.
  if (!prepared.ok())
    return on.expect(prepared).accepted().otherwise({{"XX000", outcome::breaks, "(EMAXPREPARED"}});
  return on.expect(first.receive())
      .row("1000")
      .otherwise(
          {{"26000", outcome::breaks}, {"08P01", outcome::breaks, "prepared statement did not exist"}});
}

}  // namespace

extern constexpr probe statement_limit{
    .code = "PP113",
    .id = "prepared/statement-limit",
    .feature = "more than 200 prepared statements",
    .requirement = "a client can have 201 prepared statements at once",
    .holds = "201 statements at once can be used",
    .fails = "201 statements at once cannot be used",
    .fixes =
        {"pooler: PgBouncer 1.26 or later as the one that is nearest to the server, where two in a row keep "
         "track of statements",
         "pooler: raise max_prepared_statements above what all clients use at once", use_session_mode},
    .needs = needs::one_client,
    .side_effects = side_effects::nothing,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
