#include "explain/explain.hpp"

namespace poolprobe {

/// PgBouncer, doc/config.md (pool_mode) and doc/features.md.
std::string mode_page(pool_mode mode) {
  constexpr std::string_view transaction = R"(# pool_mode=transaction

A client has a server connection for one transaction, and perhaps another one
for the next. Outside a transaction block every Sync, and every simple query,
ends a transaction.

What belongs to a session does not stay with the client: prepared statements
(unless the pooler tracks them), SET, advisory locks of the session, LISTEN,
cursors WITH HOLD, temporary tables. SET LOCAL, pg_advisory_xact_lock and
cursors inside one transaction do.

* Named prepared statements: PgBouncer 1.21 or later with
  `max_prepared_statements` above 0 (the default from 1.24 on): PP101, PP102.
* SET: PP201.
* Show what holds on a real pooler: `poolprobe check`
)";
  constexpr std::string_view session = R"(# pool_mode=session

A client keeps one server connection until it disconnects, so everything works
as without a pooler. It saves connecting, not connections: a pool serves as
many clients at once as it has server connections, and the next one waits.

* When a client goes, `server_reset_query` (`DISCARD ALL`) cleans up behind it.
* Startup parameters that PgBouncer does not track are refused here as well.
* It is PgBouncer's default where `pool_mode` is not set.
)";
  constexpr std::string_view statement = R"(# pool_mode=statement

A client has a server connection for one statement. Transaction blocks are
refused: `transaction blocks not allowed in statement pooling mode` (08P01), and
the client's and the server connection are closed.

* Everything that fails in transaction mode fails here, and BEGIN as well:
  PP401.
* Hardly any driver or migration tool does without BEGIN. It is meant for
  autocommit only, such as PL/Proxy.
)";
  return std::string(mode == pool_mode::session     ? session
                     : mode == pool_mode::statement ? statement
                                                    : transaction);
}

}  // namespace poolprobe
