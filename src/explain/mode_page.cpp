#include "explain/pages.hpp"

namespace poolprobe {

std::string modes_page() {
  return R"(# pool_mode

A setting of PgBouncer's, for all of it, a database entry or a user: when does
it take a server connection back from a client, to give it to another one?
Its default: session.

* `session`: when the client disconnects. Everything works as without a pooler.
* `transaction`: at the end of each transaction. What belongs to a session gets
  lost, or reaches another client.
* `statement`: after each statement. There are no transaction blocks.

More: `poolprobe explain transaction`, and so on. Which one is in force behind a
connection: `poolprobe check`
)";
}

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
  constexpr std::string_view none = R"(# no pooler

Each client has a server connection of its own, opened for it: everything works,
and every connection costs the server a process. poolprobe says so when the
login's cancel key names the process that answers, that process is as young as
the connection, and a second client never gets it.

* A TCP proxy in front of the server is no pooler and not seen.
* A pooler that hands the server's own key on and opens a new server connection
  for each client looks like none; it behaves like none, too.
)";
  switch (mode) {
    case pool_mode::session:
      return std::string(session);
    case pool_mode::statement:
      return std::string(statement);
    case pool_mode::none:
      return std::string(none);
    default:
      return std::string(transaction);
  }
}

}  // namespace poolprobe
