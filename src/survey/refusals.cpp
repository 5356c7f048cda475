#include "survey/observe.hpp"
#include "survey/reading.hpp"

namespace poolprobe {
namespace {

using parameters = std::vector<std::pair<std::string, std::string>>;

/// Asks with a startup packet of our own; counted as the connection and the log line that it is.
std::optional<wire::greeting> ask(stage& on, parameters const& more, std::string const& database = {},
                                  std::int32_t version = wire::protocol_3_0) {
  auto const like = on.usual_login();
  if (!like) return std::nullopt;
  on.count_extra_connection();
  ++on.cost.round_trips;
  auto const& shown = on.where().shown;
  auto answer = on.dial([&, to = database.empty() ? shown.database : database] {
    return wire::say_hello(*like, shown.user, to, more, on.step_deadline(), version);
  });
  if (answer.error) ++on.cost.pooler_log_lines;
  return answer;
}

}  // namespace

/// PgBouncer's words for an unknown setting inside `options` changed in 1.20 and 1.23 (src/client.c), so they
/// also tell its version. Where `options` is let through, a plain unknown parameter is tried. Neither name
/// has a dot: PostgreSQL takes any a.b as a placeholder.
void observe_refusals(stage& on, signals& seen) {
  auto const name = "poolprobe_" + on.nonce();
  seen.unknown_option = ask(on, {{"options", "--" + name + "=1"}});
  if (!seen.unknown_option || seen.unknown_option->how == wire::greeting::kind::refused) return;
  if (looks_direct(seen)) return;
  seen.unknown_parameter = ask(on, {{name, "1"}});
}

/// From 1.26 on PgBouncer takes search_path, and announces itself; an older one in front of it passes the
/// announcement on, but still refuses search_path. A login without a password shows the announcements of all.
void observe_announcer(stage& on, signals& seen) {
  seen.search_path = ask(on, {{"search_path", "pg_catalog"}});
  if (!seen.search_path) return;
  for (auto const& [name, value] : seen.search_path->reported) {
    if (name == "pgbouncer.version") ++seen.announcements;
  }
}

void observe_unknown_database(stage& on, signals& seen) {
  seen.unknown_database = ask(on, {}, "poolprobe_" + on.nonce());
}

void observe_newer_protocol(stage& on, signals& seen) {
  constexpr std::int32_t minor = 2;
  seen.newer_protocol = ask(on, {}, {}, wire::protocol_3_0 + minor);
}

}  // namespace poolprobe
