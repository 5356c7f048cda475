#include "probes/session_state.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <random>

namespace poolprobe {

observation observe_state(stage& on, session_state const& state) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const made = a.run("P() B E S", state.make, state.mark);
  if (!made.ok()) return on.expect(made).accepted().otherwise({});

  auto held = on.hold(b, a);
  auto const looked = b.post("P() B E H", state.look);
  if (on.servers.single_server) {
    (void)looked.hear();
    on.restore(b);
    held.release();
  }
  auto const mine = a.post("P() B E S", state.look).hear();
  auto const theirs = looked.hear();
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
