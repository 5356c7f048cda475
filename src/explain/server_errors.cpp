#include "explain/error_tables.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view server = "PostgreSQL";
constexpr std::string_view name_pages =
    "PgBouncer 1.21 or later with `max_prepared_statements` above 0, or switch named statements off in the "
    "driver. The page of PP101 has the setting of each driver";
constexpr std::string_view one_sync =
    "Parse, Bind and Execute before one Sync, e.g. pgx `{pgx:exec}`, lib/pq `{lib-pq:binary-parameters}`; or "
    "a transaction block around each statement";

/// PostgreSQL: src/backend/commands/prepare.c, tcop/postgres.c, utils/cache/plancache.c,
/// commands/portalcmds.c.
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
    {"08P01", "bind message has ... result formats but query has ... columns", server,
     "The statement that was bound is another client's: its result has another number of columns. With the "
     "same number there would have been no error, and another client's answer",
     one_sync, list_of<"PP104", "PP103">},
    {"08P01", "bind message has ... parameter formats but ... parameters", server,
     "The driver's own mistake: it sent formats for another number of parameters than it sent. No pooler has "
     "to do with it",
     "A newer version of the driver"},
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
    {"53300", "too many clients already", server,
     "The server has no connection left for the pooler. Pgpool-II says the same when all its children "
     "(`num_init_children`) are taken",
     "Keep the sum of all pools below `max_connections`"},
    {"53300", "remaining connection slots are reserved", server,
     "The server has no connection left for ordinary users, so the pooler gets none either",
     "Keep the sum of all pools below `max_connections`, minus what is reserved; look who else connects past "
     "the "
     "pooler"},
    {"53300", "too many connections for", server,
     "The limit of this role or database is reached; the pooler's own connections count",
     "`ALTER ROLE ... CONNECTION LIMIT`, or a smaller pool"},
    {"25P03", "terminating connection due to idle-in-transaction timeout", server,
     "A block was open and idle for longer than `idle_in_transaction_session_timeout`; the pooler's server "
     "connection "
     "is gone with it",
     "End transactions sooner", list_of<"PP304">},
    {"57P01", "terminating connection due to administrator command", server,
     "Somebody ended this server connection, perhaps because it looked idle or blocked others. Behind a "
     "pooler "
     "it was in use by whoever got it last",
     "Look into the server's log for who it was"},
};

}  // namespace

std::span<error_class const> server_errors() { return rows; }

}  // namespace poolprobe
