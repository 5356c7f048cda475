#include "explain/pooler_texts.hpp"

#include "model/product.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

/// Sources, besides our own observations: PgBouncer NEWS, doc/config.md; postgresml/pgcat 1.3.0
/// src/config.rs, src/client.rs; pgdogdev/pgdog 0.1.54; yandex/odyssey 1.5.2; supabase/supavisor 2.9.7;
/// agroal/pgagroal doc/PIPELINES.md; pgpool/pgpool2 doc, src/auth/pool_auth.c; Amazon RDS User Guide
/// (rds-proxy-pinning).
constexpr pooler_product rows[] = {
    {product::pgbouncer,
     {},
     R"(The pooler that poolprobe knows best: the probes are tried on 1.18, 1.24 and
1.26, and their pages say what was seen.

* Before 1.21: no support for prepared statements outside session mode.
* 1.21 to 1.23: `max_prepared_statements`, which is 0 (off) unless it is set.
  1.21 loses track at `DEALLOCATE ALL` and `DISCARD ALL`, 1.22 does not.
* 1.24 and later: on, with 200.
* 1.26 and later: tells its version, pool mode and `max_prepared_statements` at
  login. Of older ones poolprobe can tell a range, from its words for a refused
  startup parameter and from whether it tracks statements.

Its own errors are FATAL with SQLSTATE 08P01, and the connection is closed.
Statements that it tracks are called `PGBOUNCER_7` on the server.

Settings with a page: `pool_mode`, `max_prepared_statements`,
`server_reset_query`, `server_reset_query_always`, `ignore_startup_parameters`,
`track_extra_parameters`, `disable_pqexec`, `server_round_robin`,
`default_pool_size`, `max_client_conn`, `query_wait_timeout`, `connect_query`,
`server_lifetime`, `so_reuseport`, `peer_id`.
)"},
    {product::odyssey, list_of<"pool_reserve_prepared_statement", "pool_discard">,
     R"(Session, transaction and statement mode; the mode has to be configured.

* Prepared statements: `pool_reserve_prepared_statement yes`, the default from
  1.5.0 on. They are called `odyssey_pstmt_7` on the server. Unnamed ones are
  kept for each client as well (1.5.2, observed).
* `pool_discard` (on by default) wipes the session between clients: SET and the
  like are lost, but reach nobody else. poolprobe says "breaks", not "leaks".
* Unknown startup parameters are accepted.
* Its own errors begin with `odyssey: c` and the number of the client.
)"},
    {product::pgcat, list_of<"prepared_statements_cache_size">,
     R"(Session and transaction mode (the default). Read in the source of 1.3.0, and
observed:

* Prepared statements: `prepared_statements_cache_size` above 0. It is 0 unless
  it is set. They are called `PGCAT_7` on the server.
* Flush is not answered: what is sent before it waits for Sync. A driver that
  waits for the answer hangs: asyncpg, for one; `check --driver` says which.
* With its statement cache it answers Parse and Close before the messages that
  came before them.
* Server connections are handed out in turn (observed).
* Its own errors are FATAL with SQLSTATE 58000, though the connection often
  stays open.
)"},
    {product::pgdog, list_of<"prepared_statements_limit">,
     R"(Transaction mode (the default), session and statement mode. Read in the source
of 0.1.54, not observed:

* Prepared statements: `prepared_statements = "extended"`, the default, tracks
  those of the protocol; `"full"` those of SQL PREPARE too;
  `"extended_anonymous"` the unnamed ones. They are called `__pgdog_7` on the
  server.
* SET is played back for each client, LISTEN is emulated, and an advisory lock
  pins the client to its server connection.
* Its own errors have SQLSTATE 58000; 57P01 when it shuts down.
)"},
    {product::pg_doorman, list_of<"doorman">,
     R"(Transaction mode (the default) and session mode. Read in the source of 3.10,
and observed:

* Prepared statements are tracked, unnamed ones too. They are called
  `DOORMAN_7` on the server.
* SET is wiped between transactions; what set_config() sets, it does not see,
  and that reaches the next client (observed).
* A database that it does not know is refused with 3D000, `No connection pool
  configured for database`.
)"},
    {product::supavisor, list_of<"supabase", "named_prepared_statements">,
     R"(Supabase's pooler: port 6543 is transaction mode, port 5432 session mode. Read
in the source of 2.9.7, not observed:

* Prepared statements in transaction mode: only where the tenant has the flag
  `named_prepared_statements`, which is off by default. They are called
  `sv_` and a hash on the server.
* With the flag, a Describe alone after a switch fails with 26000 (PP106), and
  SQL PREPARE is refused.
* Its own errors begin with a word in parentheses: `(EMAXCONN)`,
  `(ECHECKOUTTIMEOUT)`, `(EPSSIMPLEQUERY)`.
)"},
    {product::pgagroal,
     {},
     R"(Performance, session and transaction pipelines. Read in its documentation, not
observed:

* Prepared statements are not tracked in transaction mode, and SET, LISTEN,
  WITH HOLD cursors, PREPARE and advisory locks are not supported there.
* Its own errors: FATAL 53300 `connection pool is full`.
)"},
    {product::pgpool, list_of<"pgpool2", "pgpool-ii">,
     R"(A pool of connections and a load balancer; session mode only. Read in its source
and documentation, not observed:

* A client keeps its server connection until it disconnects, then
  `reset_query_list` (`ABORT; DISCARD ALL`) cleans up. Prepared statements work.
* It hands the server's own cancel key on, so the sign by which poolprobe finds
  most poolers is missing. A server connection that is older than ours tells.
)"},
    {product::rds_proxy, list_of<"rdsproxy">,
     R"(Amazon's pooler in front of RDS and Aurora. From its documentation, not
observed:

* Transactions share server connections until the session is "pinned". SET,
  PREPARE, temporary objects, cursors, LISTEN and advisory locks pin it;
  prepared statements of the protocol used to. Pinned, it behaves like session
  mode.
* No cancel requests.

What is observed by `poolprobe check`: whether the protocol's Parse pins a
client (JSON `pooler.pinned_by`), as users reported it ("A parse message was
detected"). Then statements survive, and each client has a server connection of
its own.
)"},
};

}  // namespace

std::span<pooler_product const> pooler_products() { return rows; }

}  // namespace poolprobe
