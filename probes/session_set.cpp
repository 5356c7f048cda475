// SET lasts until the end of the session (PostgreSQL, SET). Behind a pooler it stays on the server
// connection: whoever gets that one next has our setting, and we have it no longer.
#include <fmt/format.h>

#include <random>

#include "probes/probes.hpp"

namespace poolprobe {
namespace {

/// A real setting, because a made-up one (poolprobe.x) stays known to the server connection for ever. It
/// seeds the random search for a join order of twelve tables or more: no result depends on it.
constexpr std::string_view setting = "geqo_seed";

/// Between 0.1 and 0.9, six digits, the last not zero: PostgreSQL prints it back as it is.
std::string random_seed() {
  std::random_device entropy;
  return fmt::format("0.{}{:04}{}", 1 + entropy() % 8, entropy() % 10'000, 1 + entropy() % 9);
}

}  // namespace

observation session_set(stage& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const seed = random_seed();
  auto const show = stage::unnamed(fmt::format("select current_setting('{}')", setting));
  auto const before = a.run("P() B E H", show).value();
  if (!before) return unknown("the setting cannot be read");
  on.changed(a, std::string(setting), *before);
  auto const set = a.run("P() B E S", stage::unnamed(fmt::format("set {} = {}", setting, seed)));
  if (!set.ok()) return on.expect(set).accepted().otherwise({});

  auto held = on.hold(b, a);
  auto const theirs = b.run("P() B E H", show);
  auto& owner = on.servers.dedicated ? a : b;  // who has the server connection that was changed
  if (!on.servers.dedicated) on.restore(owner);
  if (on.servers.single_server) held.release();
  auto seen = held.expect(a.run("P() B E S", show)).row(seed).otherwise({});
  if (on.servers.dedicated) on.restore(owner);

  if (theirs.ok() && theirs.value() == seed) {
    return {outcome::leaks,
            {},
            fmt::format("client A has {}, client B has not", seed),
            fmt::format("client B got {} on server connection {}, set by client A", seed,
                        theirs.backend.value_or(0))};
  }
  if (seen.outcome == outcome::wrong_answer) seen.outcome = outcome::breaks;
  return seen;
}

}  // namespace poolprobe
