// search_path in the startup packet, as pgjdbc's currentSchema sends it (protocol, "Start-up"). PgBouncer
// accepts it from 1.26 on (NEWS, 1.26.0); it must be set for this client and not for the next.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/startup_parameter.hpp"
#include "testbed/startup_logins.hpp"

namespace poolprobe::probes {
namespace {

/// From 1.26 on, PgBouncer takes the value that it believes to be set for the value that a client has asked
/// for, unless the server reports it (src/varcache.c, varcache_set_canonical). A client that asks for a path
/// of its own and gets the server connection right after our client would keep our path from then on.
bool would_stay_with_others(testbed const& on) {
  auto const& usual = on.usual_login();
  return usual && usual->parameters.contains("pgbouncer.version") &&
         !usual->parameters.contains("search_path") && !on.servers.dedicated;
}

probe_result observe(testbed& on) {
  if (!on.usual_path() && !on.is_dry_run()) return unknown("the setting cannot be read");
  if (would_stay_with_others(on) && !on.allowed.sacrificial) {
    return {outcome::skipped, {}, {}, "may leave our path with others; to run it, give --sacrificial"};
  }
  // The usual path, followed by a schema that does not exist: it means the same to any client that gets it. A
  // new schema name each time, because a pooler may believe that an earlier one is set.
  auto const now = on.usual_path().value_or("");
  auto const usual = now + (now.empty() ? "" : ", ");
  auto const path = usual + on.fresh_name();
  return observe_startup(on, {"search_path", path, "search_path", path, usual + on.fresh_name()});
}

}  // namespace

extern constexpr probe startup_search_path{
    .code = "PP302",
    .id = "startup/search-path",
    .feature = "search_path",
    .requirement = "search_path can be given when connecting, and is seen by nobody else",
    .holds = "search_path at startup is in effect",
    .fails = "search_path at startup does not work",
    .fixes = {set_in_the_server,
              "driver: take search_path out of the connection text (pgjdbc currentSchema, Npgsql Search "
              "Path, Prisma schema) and qualify the names",
              "pooler: PgBouncer 1.26 or later with PostgreSQL 18 or later behind it takes it; "
              "ignore_startup_parameters drops it, and it has no effect then",
              use_direct_connection},
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .on_throwaway_client = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
