#include "survey/observe.hpp"

namespace poolprobe {
namespace {

/// Asks with one more startup parameter; counted as the connection and the log line that it is.
wire::greeting ask(stage& on, std::string name, std::string value) {
  auto const* like = on.client("A").login();
  if (like == nullptr) return {};
  on.count_extra_connection();
  ++on.cost.round_trips;
  auto const& shown = on.where().shown;
  auto answer = wire::say_hello(*like, shown.user, shown.database, {{std::move(name), std::move(value)}},
                                on.step_deadline());
  if (answer.error) ++on.cost.pooler_log_lines;
  return answer;
}

}  // namespace

/// PgBouncer's words for an unknown setting inside `options` changed in 1.20 and 1.23 (src/client.c), so they
/// also tell its version. Where `options` is let through, a plain unknown parameter is tried. Neither name
/// has a dot: PostgreSQL takes any a.b as a placeholder.
void observe_refusals(stage& on, signals& seen) {
  auto const name = "poolprobe_" + on.nonce();
  seen.unknown_option = ask(on, "options", "--" + name + "=1");
  if (seen.unknown_option->how == wire::greeting::kind::refused) return;
  if (seen.key_pid != 0 && seen.key_pid == seen.backend_pid) return;
  seen.unknown_parameter = ask(on, name, "1");
}

}  // namespace poolprobe
