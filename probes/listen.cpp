// LISTEN registers the session, and only a session that is registered hears a NOTIFY (PostgreSQL, LISTEN).
// Behind a pooler the registration stays on the server connection, and the client hears nothing.
#include <fmt/format.h>

#include "probes/probes.hpp"
#include "probes/support/session_state.hpp"
#include "testbed/undo.hpp"

namespace poolprobe {

probe_result listen(testbed& on) {
  auto const channel = on.fresh_name();
  auto const look = testbed::unnamed(
      "select coalesce(max(c), 'not listening') from pg_listening_channels() as c where c = $1", {channel});
  return observe_state(on, {.mark = [channel] { return undo::channel(channel); },
                            .make = testbed::unnamed(fmt::format("listen {}", channel)),
                            .look = look,
                            .there = channel});
}

}  // namespace poolprobe
