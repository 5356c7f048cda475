// SET lasts until the end of the session (PostgreSQL, SET). Behind a pooler it stays on the server
// connection: its next client has our setting, and we no longer have it.
#include <fmt/format.h>

#include <random>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/session_state.hpp"
#include "testbed/pending.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

/// A real setting, because a made-up one (poolprobe.x) stays defined on the server connection for ever. It
/// seeds the random search for a join order of twelve tables or more: no result depends on it.
constexpr std::string_view setting = "geqo_seed";

/// Between 0.1 and 0.9, six digits, the last not zero, so that PostgreSQL prints it back unchanged.
std::string random_seed() {
  std::random_device entropy;
  return fmt::format("0.{}{:04}{}", 1 + entropy() % 8, entropy() % 10'000, 1 + entropy() % 9);
}

/// `spelt` is how the setting is changed, with a place for its name and one for the value.
probe_result observe(testbed& on, std::string_view spelt) {
  auto const seed = random_seed();
  auto const show = testbed::unnamed(fmt::format("select current_setting('{}')", setting));
  auto const before = on.client("A").post(
      "P() B E H", testbed::unnamed(fmt::format("select {}", undo::session_value_of(setting))));
  auto const mark = [before]() -> std::optional<left_behind> {
    auto const value = before.receive().value();
    return value ? std::optional(undo::setting(std::string(setting), *value)) : std::nullopt;
  };
  return observe_state(on, {.name = "SET",
                            .mark = mark,
                            .make = testbed::unnamed(fmt::format(fmt::runtime(spelt), setting, seed)),
                            .look = show,
                            .there = seed});
}

/// A pooler that shares server connections and keeps SET with its client may know it by its text: then
/// set_config() is another thing to it.
probe_result observe(testbed& on) {
  auto const by_set = observe(on, "set {} = {}");
  if (by_set.outcome != outcome::works || on.servers.dedicated) return by_set;
  auto by_function = observe(on, "select set_config('{}', '{}', false)");
  auto const same = by_function.outcome == outcome::works;
  by_function.observed =
      fmt::format("{}; {} set_config(): {}", same ? by_set.observed : "SET stays with its client",
                  same ? "the same by" : "not so", by_function.observed);
  return by_function;
}

}  // namespace

extern constexpr probe session_set{
    .code = "PP201",
    .id = "session/set",
    .feature = "SET",
    .requirement = "SET lasts for the session and is seen by nobody else",
    .holds = "SET stays with its client",
    .fails = "SET does not stay with its client",
    .fixes = {"application: SET LOCAL inside a transaction instead of SET (not in statement mode)",
              "server: ALTER ROLE ... SET or ALTER DATABASE ... SET, for what every connection needs; server "
              "connections that are open already do not see it until the pooler's RECONNECT",
              use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::nothing,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
