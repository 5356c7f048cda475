#include "explain/error_class.hpp"

#include <algorithm>
#include <iterator>

#include "text/ascii.hpp"
#include "text/list_of.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view server = "PostgreSQL";
constexpr std::string_view pgbouncer = "PgBouncer (FATAL, and it closes the connection)";
constexpr std::string_view name_pages =
    "PgBouncer 1.21 or later with `max_prepared_statements` above 0, or switch named statements off in the "
    "driver. The page of PP101 has the setting of each driver";
constexpr std::string_view one_sync =
    "Parse, Bind and Execute before one Sync, e.g. pgx `{pgx:exec}`, lib/pq `{lib-pq:binary-parameters}`; or "
    "a transaction block around each statement";
constexpr std::string_view compare_passwords =
    "Compare user and password with what the pooler has: `auth_file`, or what `auth_query` finds";

/// PostgreSQL: src/backend/commands/prepare.c, tcop/postgres.c, utils/cache/plancache.c,
/// commands/portalcmds.c. PgBouncer: src/client.c, src/prepare.c, src/server.c, src/janitor.c, src/objects.c.
constexpr error_class rows[] = {
    {"26000", "unnamed prepared statement does not exist", server,
     "An unnamed Parse and its Bind were separated by a Sync, and the second went to another server "
     "connection. No pooler setting helps, PgBouncer does not track unnamed statements",
     one_sync, list_of<"PP104", "PP105">},
    {"26000", "prepared statement \"...\" does not exist", server,
     "The statement was prepared on another server connection than the one that was asked for it. With "
     "PgBouncer 1.21 or later it can also be SQL `DEALLOCATE name` of a statement that is called "
     "`PGBOUNCER_<n>` on the server",
     name_pages, list_of<"PP102", "PP106", "PP109", "PP110">},
    {"42P05", "prepared statement \"...\" already exists", server,
     "Another client, or an earlier life of this one, left a statement of that name on the server connection",
     name_pages, list_of<"PP101", "PP103">},
    {"08P01", "bind message supplies ... parameters, but prepared statement \"\" requires ...", server,
     "The place of the unnamed statement holds another client's SQL: a Sync separated Parse and Bind. With "
     "the "
     "same number of parameters there would have been no error, and another client's answer",
     one_sync, list_of<"PP104", "PP105">},
    {"08P01", "bind message supplies ... parameters, but prepared statement \"...\" requires ...", server,
     "The name holds another client's SQL. With the same number of parameters there would have been no "
     "error, "
     "and another client's answer",
     name_pages, list_of<"PP103">},
    {"08P01", "prepared statement did not exist",
     "PgBouncer 1.21 or later (FATAL, and it closes the connection)",
     "PgBouncer tracks the names of this client and does not know this one: its list and the driver's "
     "disagree, for example after `DEALLOCATE ALL` or `DISCARD ALL` behind 1.21, or a Parse that failed",
     "PgBouncer 1.22 or later; no `DEALLOCATE ALL`, and no `pgbouncer=true` of Prisma, with pooler support "
     "on",
     list_of<"PP102", "PP107", "PP111">},
    {"08P01", "prepared statement name is already in use",
     "PgBouncer 1.21 or later (FATAL, and it closes the connection)",
     "The client gave a name twice without closing it in between. PostgreSQL would answer ERROR 42P05 and "
     "live on",
     "PgBouncer 1.22 or later, and a driver that closes names by the protocol, not by SQL `DEALLOCATE`",
     list_of<"PP108", "PP111">},
    {"08P01", "unsupported startup parameter in options: ...", pgbouncer,
     "`options` (or PGOPTIONS) sets something on connecting that PgBouncer does not track",
     "`ALTER ROLE ... SET` on the server; `ignore_startup_parameters` accepts it and drops it, so it is not "
     "set",
     list_of<"PP303", "PP305">},
    {"08P01", "unsupported options startup parameter", pgbouncer,
     "`options` holds something else than settings in the form `-c name=value`",
     "Write them so, or set them in the server: `ALTER ROLE ... SET`", list_of<"PP303">},
    {"08P01", "unsupported startup parameter: ...", pgbouncer,
     "The driver sends a setting on connecting that PgBouncer does not track; often a driver's option that "
     "was put into the URL of another driver",
     "Remove it from the URL if it is a driver's option; `ALTER ROLE ... SET` if it is the server's; "
     "`ignore_startup_parameters` accepts it and drops it, so it is not set",
     list_of<"PP301", "PP302", "PP304", "PP305">},
    {"08P01", "transaction blocks not allowed in statement pooling mode", pgbouncer,
     "BEGIN in a pool of statement mode. The server connection is closed as well",
     "`pool_mode=transaction` for this pool", list_of<"PP401">},
    {"08P01", "PQexec disallowed", pgbouncer,
     "The client sent a simple query, and `disable_pqexec=1` refuses those",
     "`disable_pqexec=0`; hardly any driver does without simple queries", list_of<"PP406">},
    {"08P01", "query_wait_timeout", pgbouncer,
     "No server connection came free in time: the pool is too small, transactions are too long, or the "
     "server cannot be reached",
     "End transactions sooner or give the pool more servers (`default_pool_size`); look at `SHOW POOLS`"},
    {"08P01", "no more connections allowed", pgbouncer, "More clients than `max_client_conn`",
     "Raise `max_client_conn`, or let the application open fewer"},
    {"08P01", "no such database: ...", pgbouncer,
     "The pooler has no entry of that name; PostgreSQL would say 3D000",
     "Connect to a database that pgbouncer.ini names"},
    {"08P01", "server login has been failing", pgbouncer,
     "The pooler itself cannot log in to PostgreSQL and waits before it tries again",
     "Look into the pooler's log for the server's words"},
    {"08P01", "pgbouncer cannot connect to server", pgbouncer,
     "The same in PgBouncer 1.16 and older: the pooler cannot log in to PostgreSQL",
     "Look into the pooler's log for the server's words"},
    {"08P01", "client connections exceeded", pgbouncer,
     "More clients of this database or user than `max_db_client_connections` or "
     "`max_user_client_connections` "
     "allows",
     "Raise the limit, or let the application open fewer"},
    {"08P01", "no such user", pgbouncer, "`auth_query` found nobody of that name", compare_passwords},
    {"08P01", "authentication failed", pgbouncer,
     "User or password are not what PgBouncer has. PostgreSQL would say 28P01", compare_passwords},
    {"08P01", "SSL required", pgbouncer, "The pooler wants TLS (`client_tls_sslmode`)",
     "`sslmode=require` in the connection text"},
    {"08P01", "bad packet header", pgbouncer,
     "What came first was not PostgreSQL's protocol, or a version of it that PgBouncer before 1.23 refuses "
     "instead of negotiating",
     "Protocol version 3.0 in the driver, or PgBouncer 1.23 or later"},
    {"08P01", "database \"...\" is disabled", pgbouncer, "Somebody said DISABLE on the console",
     "`ENABLE` on the console"},
    {"08P01", "pooler is shutting down", pgbouncer, "The pooler was told to stop and takes nobody in",
     "Try again later"},
    {"08P01", "bouncer config error", pgbouncer,
     "The pooler cannot use the entry of this database. On Crunchy Bridge: the extension `crunchy_pooler` is "
     "missing in it",
     "Look into the pooler's log"},
    {"08P01", "query_timeout", pgbouncer,
     "The client waited longer for a server connection than `query_timeout` allows",
     "Raise `query_timeout`, or give the pool more servers"},
    {"08P01", "query timeout", pgbouncer, "The query ran longer than `query_timeout` allows",
     "Raise `query_timeout`, or use the server's `statement_timeout`, which does not close the connection"},
    {"08P01", "idle transaction timeout", pgbouncer,
     "A transaction was open and idle for longer than `idle_transaction_timeout`",
     "End transactions sooner; a server connection is blocked as long as one is open"},
    {"08P01", "client_idle_timeout", pgbouncer, "The client was idle for longer than `client_idle_timeout`",
     "Let the driver's own pool close idle connections before that"},
    {"08P01", "client_login_timeout", pgbouncer,
     "Logging in took too long, often because the pool has no server to log in to",
     "Look whether PostgreSQL runs, and into the pooler's log"},
    {"08P01", "server conn crashed?", pgbouncer, "The server connection went away while the client used it",
     "Look into PostgreSQL's log"},
    {"08P01", "admin forced disconnect", pgbouncer, "Somebody said KILL on the console", "Connect again"},
    {"08P01", "database configuration changed", pgbouncer,
     "The entry of this database was changed and loaded again", "Connect again"},
    {"08P01", "invalid server parameter", pgbouncer,
     "The server did not take a parameter that PgBouncer set on it for this client",
     "Look into the pooler's log for which, and take it out of the client's connection text",
     list_of<"PP206">},
    {"08P01", "unsupported pkt type", "PgBouncer's admin console",
     "The database `pgbouncer` is the console, and older versions say this to the extended protocol",
     "psql, or a driver in its simple mode"},
    {"08P01", "extended query protocol not supported by admin console", "PgBouncer's admin console",
     "The database `pgbouncer` is the console, and it understands simple queries only",
     "psql, or a driver in its simple mode"},
    {"0A000", "cached plan must not change result type", server,
     "A table was changed after the statement was prepared. Where the pooler tracks statements, one is "
     "shared by many clients, so one migration reaches all of them",
     "`RECONNECT` on PgBouncer's console after a migration; name the columns instead of `select *`",
     list_of<"PP112">},
    {"34000", "cursor \"...\" does not exist", server,
     "The cursor was declared in another transaction, so on another server connection; WITH HOLD does not "
     "help, it belongs to the session",
     "Fetch inside the transaction that declares it; Django: `DISABLE_SERVER_SIDE_CURSORS=True`",
     list_of<"PP204", "PP207">},
    {"34000", "portal \"...\" does not exist", server,
     "An Execute came after the transaction of its Bind had ended",
     "Fetch inside one transaction, or all rows at once", list_of<"PP204", "PP207">},
    {"25P02", "current transaction is aborted", server,
     "Not the cause: an earlier statement of this transaction failed. Behind a pooler that is often a "
     "prepared statement (26000, 42P05); look for the first error",
     "Find the first error and explain that one", list_of<"PP101", "PP102">},
    {"25P01", "can only be used in transaction blocks", server,
     "SAVEPOINT, DECLARE or LOCK outside a block: in statement mode there is none", "`pool_mode=transaction`",
     list_of<"PP401", "PP208">},
    {"42P01", "relation \"...\" does not exist", server,
     "If the table is there: a temporary table of another server connection, or a `search_path` that was set "
     "on another one",
     "Qualify the name; `ALTER ROLE ... SET search_path`. A temporary table lives in one transaction at most",
     list_of<"PP201", "PP205", "PP206", "PP302">},
    {"01000", "you don't own a lock of type", server,
     "A warning: the session lock was taken on another server connection, where it is still held",
     "`pg_advisory_xact_lock`, which ends with the transaction; Rails: `advisory_locks: false`. Else a pool "
     "with `pool_mode=session`",
     list_of<"PP202">},
    {"42P07", "relation \"...\" already exists", server,
     "If it is a temporary table: another client made it on this server connection and left it there",
     "`ON COMMIT DROP`, and create, fill and read it in one transaction", list_of<"PP205">},
    {"42704", "unrecognized configuration parameter \"...\"", server,
     "On connecting: a key of the connection text that the driver passed on and PostgreSQL does not know. "
     "Later: a setting that was made on another server connection",
     "Take it out of the connection text; `ALTER ROLE ... SET` for what an application needs",
     list_of<"PP201", "PP305">},
    {"3D000", "database \"...\" does not exist", server,
     "The pooler passed the name on, or its entry names a database that the server does not have. For a name "
     "that PgBouncer does not know it says 08P01, no such database",
     "Compare `dbname` in the pooler's entry with the server's databases"},
    {"28P01", "password authentication failed for user", server,
     "Behind a pooler it may be the pooler's own login that failed: it passes the server's words on",
     "Try the same user and password without the pooler; then compare with the pooler's entry"},
    {"28000", "no pg_hba.conf entry for host", server,
     "The host in the message is the one that PostgreSQL sees: behind a pooler that is the pooler's",
     "A line in pg_hba.conf for the pooler's address"},
    {"57014", "canceling statement due to statement timeout", server,
     "Behind a pooler it may be the `statement_timeout` that another client set on this server connection",
     "`SET LOCAL` inside a transaction, or `ALTER ROLE ... SET`", list_of<"PP201", "PP304">},
    {"53300", "too many clients already", server, "The server has no connection left for the pooler",
     "Keep the sum of all pools below `max_connections`"},
    {"57P01", "terminating connection due to administrator command", server,
     "Somebody ended this server connection, perhaps because it looked idle or blocked others. Behind a "
     "pooler "
     "it was in use by whoever got it last",
     "Look into the server's log for who it was"},
    {"00000", "No server connection available in postgres backend, client being queued",
     "PgBouncer 1.25 or later, as a NOTICE",
     "The client waits for a server connection, since `query_wait_notify` seconds",
     "End transactions sooner or give the pool more servers (`default_pool_size`)"},
    {"58000", "could not get connection from the pool", "PgCat (FATAL, though the connection often lives on)",
     "No server connection came free in time", "End transactions sooner, or raise `pool_size`"},
    {"58000", "No pool configured for database", "PgCat", "It has no pool of that name and user",
     "Compare database and user with pgcat.toml"},
    {"XX000", "(EPSSIMPLEQUERY)", "Supavisor (FATAL)",
     "SQL PREPARE, EXECUTE or DEALLOCATE, where `named_prepared_statements` is on",
     "Prepare by the protocol instead, as drivers do", list_of<"PP109", "PP110">},
};

/// Whether the parts between the "..." of `message` occur in `line` one after the other, with something
/// between them.
bool occurs(std::string_view message, std::string_view line) {
  constexpr std::string_view varies = "...";
  std::size_t at = 0;
  while (!message.empty()) {
    auto const end = std::min(message.find(varies), message.size());
    auto const found = line.find(message.substr(0, end), at);
    if (found == std::string_view::npos) return false;
    at = found + end + (end < message.size() ? 1 : 0);
    message.remove_prefix(std::min(end + varies.size(), message.size()));
  }
  return true;
}

template <class Condition>
std::vector<error_class> where(Condition holds) {
  std::vector<error_class> found;
  std::copy_if(std::begin(rows), std::end(rows), std::back_inserter(found), holds);
  return found;
}

}  // namespace

std::span<error_class const> error_classes() { return rows; }

std::vector<error_class> errors_of_sqlstate(std::string_view sqlstate) {
  auto const wanted = lower_case(sqlstate);
  return where([&](error_class const& e) { return lower_case(e.sqlstate) == wanted; });
}

std::vector<error_class> errors_in(std::string_view line) {
  auto const said = lower_case(line);
  return where([&](error_class const& e) { return occurs(lower_case(e.message), said); });
}

}  // namespace poolprobe
