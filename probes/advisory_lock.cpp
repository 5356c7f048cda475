// A session-level advisory lock is held until it is released or the session ends (PostgreSQL, Explicit
// Locking, "Advisory Locks"). Behind a pooler it stays on the server connection, where its owner cannot
// release it.
#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "probes/support/session_state.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

/// Reads pg_locks instead of unlocking: unlocking a lock that is not ours causes a warning in the server's
/// log.
probe_result observe(testbed& on) {
  auto const key = random_number();
  auto const look = testbed::unnamed(
      "select coalesce(max(key), 'not locked') from"
      " (select (classid::bigint << 32 | objid::bigint)::text as key from pg_locks"
      " where locktype = 'advisory' and objsubid = 1 and pid = pg_backend_pid()) as held where key = $1",
      {key});
  return observe_state(on, {.name = "advisory lock",
                            .mark = [key] { return undo::advisory_lock(key); },
                            .make = testbed::unnamed("select pg_try_advisory_lock($1::bigint)", {key}),
                            .look = look,
                            .there = key});
}

}  // namespace

extern constexpr probe advisory_lock{
    .code = "PP202",
    .id = "session/advisory-lock",
    .feature = "advisory locks",
    .requirement = "a session-level advisory lock stays with the client that took it",
    .holds = "an advisory lock stays with its client",
    .fails = "an advisory lock does not stay with its client",
    .fixes = {"application: pg_advisory_xact_lock, which ends with its transaction (not in statement mode)",
              use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::nothing,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
