#include "survey/observe.hpp"
#include "survey/signal_readings.hpp"

#include "testbed/startup_logins.hpp"

namespace poolprobe {
namespace {

/// Asks with a startup packet of our own, at the address that the clients have.
std::optional<wire::startup_reply> ask(testbed& on, startup_packet_change const& what) {
  auto const like = on.usual_login();
  if (!like) return std::nullopt;
  return on.exchange_startup(*like, what);
}

}  // namespace

/// PgBouncer's words for an unknown setting inside `options` changed in 1.20 and 1.23 (src/client.c), so they
/// also tell its version. Where `options` is let through, a plain unknown parameter is tried. Neither name
/// has a dot: PostgreSQL takes any a.b as a placeholder.
void observe_refusals(testbed& on, signals& seen) {
  auto const name = "poolprobe_" + on.nonce();
  seen.unknown_option = ask(on, {.more = {{"options", "--" + name + "=1"}}});
  if (!seen.unknown_option || seen.unknown_option->how == wire::startup_reply::kind::refused) return;
  if (looks_direct(seen)) return;
  seen.unknown_parameter = ask(on, {.more = {{name, "1"}}});
}

/// From 1.26 on PgBouncer takes search_path, and announces itself; an older one in front of it passes the
/// announcement on, but still refuses search_path. A login without a password shows the announcements of all.
void observe_announcer(testbed& on, signals& seen) {
  seen.search_path = ask(on, {.more = {{"search_path", "pg_catalog"}}});
  if (!seen.search_path) return;
  for (auto const& [name, value] : seen.search_path->reported) {
    if (name == "pgbouncer.version") ++seen.announcements;
  }
}

void observe_unknown_database(testbed& on, signals& seen) {
  seen.unknown_database = ask(on, {.database = "poolprobe_" + on.nonce()});
}

void observe_newer_protocol(testbed& on, signals& seen) { seen.newer_protocol = ask(on, {.minor = 2}); }

}  // namespace poolprobe
