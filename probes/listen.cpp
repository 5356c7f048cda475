// LISTEN registers the session, and only a registered session receives a NOTIFY (PostgreSQL, LISTEN). Behind
// a pooler the registration stays on the server connection, and the client receives nothing.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/session_state.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

probe_result observe(testbed& on) {
  auto const channel = on.fresh_name();
  auto const look = testbed::unnamed(
      "select coalesce(max(c), 'not listening') from pg_listening_channels() as c where c = $1", {channel});
  return observe_state(on, {.name = "LISTEN",
                            .mark = [channel] { return undo::channel(channel); },
                            .make = testbed::unnamed(fmt::format("listen {}", channel)),
                            .look = look,
                            .there = channel});
}

}  // namespace

extern constexpr probe listen{
    .code = "PP203",
    .id = "session/listen",
    .feature = "LISTEN",
    .requirement = "a client that said LISTEN goes on listening",
    .holds = "LISTEN stays with its client",
    .fails = "LISTEN does not stay with its client",
    .fixes = {"application: LISTEN on a direct connection, or in session mode; NOTIFY works through any pool",
              use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::nothing,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
