#include "probes/support/session_state.hpp"

#include "testbed/pending.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>

namespace poolprobe {

namespace {

/// Whether the pooler has pinned A: some poolers reserve the server connection for a client with such a state
/// (PgDog, RDS Proxy, Odyssey with pool_pin_on_listen). Other clients of the pool could keep B from A's
/// server connection once, but they would also take it from A.
bool is_pinned(client& a, client& b) {
  constexpr int turns = 6;
  auto const its = a.backend();
  for (int i = 0; i < turns; ++i) {
    a.run("S");
    b.run("S");
    if (!its || a.backend() != its || !b.backend() || b.backend() == its) return false;
  }
  return true;
}

/// The result for a client that the pooler has pinned.
probe_result pinned(testbed& on, client& a, session_state const& state) {
  auto const looked = a.run("P() B E H", state.look);
  on.restore(a);
  on.disconnect("A");
  on.disconnect("B");  // what restores the state may have pinned it as well
  on.note_pinned(state.name);
  auto seen = on.expect(looked).row(state.there).otherwise({});
  if (seen.outcome == outcome::wrong_answer) seen.outcome = outcome::breaks;
  seen.observed += ": from then on the pooler keeps that for client A alone";
  return seen;
}

}  // namespace

probe_result observe_state(testbed& on, session_state const& state) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const made = a.run("P() B E S", state.make, state.mark);
  if (!made.ok()) return on.expect(made).accepted().otherwise({});

  auto held = on.hold(b, a);
  if (!held.reached() && is_pinned(a, b)) return pinned(on, a, state);
  auto const looked = b.post("P() B E H", state.look);
  if (!held.reached()) (void)looked.receive();
  if (on.servers.single_server) {
    on.restore(b);
    held.release();
  }
  auto const mine = a.post("P() B E S", state.look).receive();
  auto const theirs = looked.receive();
  auto seen = held.expect(mine).row(state.there).otherwise({});
  on.restore(on.servers.dedicated ? a : b);

  if (held.reached() && theirs.ok() && theirs.value() == state.there) {
    return {outcome::leaks,
            {},
            fmt::format("client A gets row {}, client B does not", state.there),
            fmt::format("client B got row {} on server connection {}, left there by client A", state.there,
                        theirs.backend.value_or(0))};
  }
  if (seen.outcome == outcome::wrong_answer) seen.outcome = outcome::breaks;
  return seen;
}

std::string random_number() {
  std::random_device entropy;
  return std::to_string(std::uint64_t{entropy()} << 31U | entropy() >> 1U);
}

}  // namespace poolprobe
