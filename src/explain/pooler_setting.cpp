#include "explain/pooler_setting.hpp"

#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

/// PgBouncer doc/config.md, NEWS and src/main.c; what poolprobe itself has observed is marked as such on the
/// pages of the probes.
constexpr pooler_setting rows[] = {
    {"max_prepared_statements", "0 in 1.21 to 1.23, 200 from 1.24 on; older ones do not know it",
     R"(How many prepared statements PgBouncer keeps on each server connection, in
transaction and statement mode. Above 0, named statements of the protocol work
there: each gets a name of PgBouncer's own (`PGBOUNCER_7`), and is prepared
again where it is missing. At 0 names pass through as they are, and clash or
get lost.

* More statements than that are no error: the oldest is closed and prepared
  again when it is needed.
* Unnamed statements, SQL PREPARE and SQL DEALLOCATE are not tracked, whatever
  the value.
* A name that is used twice, or after its Parse has failed, then closes the
  connection instead of being an ordinary error.
* In session mode it has no effect, and needs none.
* Azure comes with `pgbouncer.max_prepared_statements=0`: look before you trust
  a version number. PgBouncer 1.26 and later tell the value at login.
)",
     list_of<"PP101", "PP102", "PP103", "PP104", "PP106", "PP107", "PP108", "PP110", "PP113">},
    {"server_reset_query", "DISCARD ALL",
     R"(What PgBouncer runs on a server connection before another client gets it, so
that nothing of a session is left: settings, locks, LISTEN, cursors, temporary
tables, prepared statements.

* It runs in session mode only, when a client disconnects. In transaction and
  statement mode it does not, unless `server_reset_query_always=1`.
)",
     list_of<"PP201", "PP202", "PP203", "PP204", "PP205">},
    {"server_reset_query_always", "0",
     R"(1 runs `server_reset_query` after every transaction, in transaction mode too.
It was meant for applications that were never made for transaction mode.

* What leaked to other clients is lost instead: "leaks" becomes "breaks".
* Without tracking of prepared statements, 42P05 (already exists) goes away and
  26000 (does not exist) stays.
* It costs a round trip to the server for each transaction.
)",
     list_of<"PP101", "PP102", "PP201", "PP202", "PP203">},
    {"ignore_startup_parameters", "nothing",
     R"(Names of startup parameters that PgBouncer takes from a client and drops.
Without it, a parameter that PgBouncer does not track refuses the connection:
`unsupported startup parameter: ...`

* "Ignored" means dropped: with a `search_path` or `statement_timeout` on the
  list the login succeeds, but the setting is not in effect. poolprobe says
  "breaks" then, "accepted and dropped".
* `extra_float_digits` is the one that does no harm there, from PostgreSQL 12
  on.
* What an application needs is better set in the server: `ALTER ROLE ... SET`.
)",
     list_of<"PP301", "PP302", "PP303", "PP304", "PP305">},
    {"track_extra_parameters", "IntervalStyle (1.20 to 1.25); from 1.26 on all that the server reports",
     R"(Parameters that PgBouncer remembers for each client, besides `client_encoding`,
`DateStyle`, `TimeZone`, `standard_conforming_strings` and `application_name`,
and sets again on whichever server connection the client gets. It knows them
from 1.20 on.

* Only what the server reports to its clients can be tracked. PostgreSQL 18
  reports `search_path`, earlier ones do not; `statement_timeout` and
  `extra_float_digits` are never reported.
)",
     list_of<"PP206", "PP301", "PP302", "PP303", "PP304">},
    {"disable_pqexec", "0",
     R"(1 refuses the simple query protocol (`PQexec disallowed`) and closes the
connection, as a protection against some kinds of SQL injection. Hardly any
driver does without simple queries: BEGIN and COMMIT are usually some.
)",
     list_of<"PP406">},
    {"server_round_robin", "0",
     R"(At 0 the server connection that was given back last is the next one to be
handed out, so a client that is alone gets the same one again and again, and
nothing seems to be wrong. At 1 they are handed out in turn.

* It neither fixes nor breaks anything. With 1 the errors come at once instead
  of under load.
)",
     list_of<"PP102">},
    {"default_pool_size", "20",
     R"(How many server connections PgBouncer opens for each pair of user and database;
`pool_size` in a database entry overrides it. When all are busy the next client
waits, up to `query_wait_timeout`.

* In session mode it is the number of clients that can be served at all.
* With a pool of one server connection poolprobe cannot move a client to another
  one. Some probes then say "unknown".
)"},
    {"max_client_conn", "100",
     R"(How many clients may be connected to this PgBouncer at once, in all its pools.
The next one is refused: `no more connections allowed (max_client_conn)`,
SQLSTATE 08P01.
)"},
    {"query_wait_timeout", "120 seconds",
     R"(How long a client waits for a server connection. Then PgBouncer closes it:
`query_wait_timeout`, SQLSTATE 08P01. It also counts while the first server
connection of a pool is opened, so a server that is down can look like that.

* From 1.25 on `query_wait_notify` (5 seconds) sends a NOTICE before.
* poolprobe never waits that long: after 1.5 seconds it says that no server
  connection is free.
)"},
    {"connect_query", "nothing",
     R"(SQL that PgBouncer runs once on every server connection that it opens, an option
of a database entry. The way to a SET for all clients of that entry alike.
)",
     list_of<"PP201">},
    {"server_lifetime", "3600 seconds",
     R"(How old a server connection may become before PgBouncer closes it, when it is
idle. What clients left on it (settings, statements, locks) stays until then;
`server_idle_timeout` (600 seconds) ends those that nobody uses. `RECONNECT` on
the console replaces all of them, each as soon as it is free.
)",
     list_of<"PP112", "PP201", "PP202">},
    {"so_reuseport", "0",
     R"(1 lets several PgBouncer processes listen on one port. Each has pools of its own
and its own list of prepared statements, and knows only the cancel keys that it
has given out.

* From 1.19 on processes that are peers (`[peers]`, `peer_id`) pass cancel
  requests on to each other.
)",
     list_of<"PP405">},
    {"peer_id", "0",
     R"(The number of this PgBouncer among its peers, the other processes or replicas
behind the same address, which are listed in the section `[peers]`. A cancel
request that arrives at the wrong one is passed on. From 1.19 on.
)",
     list_of<"PP405">},
};

}  // namespace

std::span<pooler_setting const> pooler_settings() { return rows; }

}  // namespace poolprobe
