#include "explain/error_tables.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view pgbouncer = "PgBouncer (FATAL, and it closes the connection)";
constexpr std::string_view tracking = "PgBouncer 1.21 or later (FATAL, and it closes the connection)";
constexpr std::string_view compare_passwords =
    "Compare user and password with what the pooler has: `auth_file`, or what `auth_query` finds";

/// PgBouncer: src/client.c, src/prepare.c, src/server.c, src/janitor.c, src/objects.c.
constexpr error_class rows[] = {
    {"08P01", "prepared statement did not exist", tracking,
     "PgBouncer tracks the names of this client and does not know this one: its list and the driver's "
     "disagree, for example after `DEALLOCATE ALL` or `DISCARD ALL` behind 1.21, or a Parse that failed",
     "PgBouncer 1.22 or later; no `DEALLOCATE ALL`, and no `pgbouncer=true` of Prisma, with pooler support "
     "on",
     list_of<"PP102", "PP107", "PP111">},
    {"08P01", "prepared statement name is already in use", tracking,
     "The client gave a name twice without closing it in between. Often the first Parse of it failed (a "
     "missing "
     "table, a program that waits for a migration) and PgBouncer kept the name all the same. PostgreSQL "
     "would "
     "answer ERROR 42P05, or nothing at all, and live on",
     "Do not prepare by name a query that may fail and is tried again: pgx 5.8 or later, or its "
     "`{pgx:exec}`, `{pgjdbc:threshold-0}` and the like; close names by the protocol, not by "
     "SQL "
     "`DEALLOCATE`; PgBouncer 1.22 or later where `DEALLOCATE ALL` is sent",
     list_of<"PP107", "PP108", "PP111">},
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
    {"08P01", "TLS connection required", pgbouncer,
     "The line of the HBA file that fits this client asks for a certificate (`cert`), and it came without "
     "TLS",
     "`sslmode=require` in the connection text, with `sslcert` and `sslkey`"},
    {"08P01", "TLS client certificate required", pgbouncer,
     "The line of the HBA file that fits this client asks for a certificate (`cert`), and it sent none",
     "`sslcert` and `sslkey` in the connection text"},
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
    {"00000", "No server connection available in postgres backend, client being queued",
     "PgBouncer 1.25 or later, as a NOTICE",
     "The client waits for a server connection, since `query_wait_notify` seconds",
     "End transactions sooner or give the pool more servers (`default_pool_size`)"},
};

}  // namespace

std::span<error_class const> pgbouncer_errors() { return rows; }

}  // namespace poolprobe
