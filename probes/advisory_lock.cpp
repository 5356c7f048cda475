// A session-level advisory lock is held until it is released or the session ends (PostgreSQL, Explicit
// Locking, "Advisory Locks"). Behind a pooler it stays on the server connection, out of its owner's reach.
#include "probes/probes.hpp"
#include "probes/session_state.hpp"
#include "stage/leaving.hpp"

namespace poolprobe {

/// Reads pg_locks instead of unlocking: to unlock what is not ours would be a warning in the server's log.
observation advisory_lock(stage& on) {
  auto const key = random_number();
  auto const look = stage::unnamed(
      "select coalesce(max(key), 'not locked') from"
      " (select (classid::bigint << 32 | objid::bigint)::text as key from pg_locks"
      " where locktype = 'advisory' and objsubid = 1 and pid = pg_backend_pid()) as held where key = $1",
      {key});
  return observe_state(on, {.mark = [key] { return leaving::advisory_lock(key); },
                            .make = stage::unnamed("select pg_try_advisory_lock($1::bigint)", {key}),
                            .look = look,
                            .there = key});
}

}  // namespace poolprobe
