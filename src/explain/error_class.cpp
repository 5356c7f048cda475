#include "explain/error_class.hpp"

#include <algorithm>
#include <iterator>

namespace poolprobe {
namespace {

constexpr std::string_view server = "PostgreSQL";
constexpr std::string_view pgbouncer = "PgBouncer (FATAL, and it closes the connection)";
constexpr std::string_view name_pages =
    "PgBouncer 1.21 or later with `max_prepared_statements` above 0, or switch named statements off in the "
    "driver. The page of PP101 has the setting of each driver";

/// PostgreSQL: src/backend/commands/prepare.c, tcop/postgres.c, utils/cache/plancache.c,
/// commands/portalcmds.c. PgBouncer: src/client.c, src/prepare.c, src/server.c, src/janitor.c, src/objects.c.
constexpr error_class rows[] = {
    {"26000", "unnamed prepared statement does not exist", server,
     "An unnamed Parse and its Bind were separated by a Sync, and the second went to another server "
     "connection. No pooler setting helps, PgBouncer does not track unnamed statements",
     "Parse, Bind and Execute before one Sync, e.g. pgx `default_query_exec_mode=exec`, lib/pq "
     "`binary_parameters=yes`; or a transaction block around each statement",
     "PP104 PP105"},
    {"26000", "prepared statement \"...\" does not exist", server,
     "The statement was prepared on another server connection than the one that was asked for it. With "
     "PgBouncer 1.21 or later it can also be SQL `DEALLOCATE name` of a statement that is called "
     "`PGBOUNCER_<n>` on the server",
     name_pages, "PP102 PP106 PP109 PP110"},
    {"42P05", "prepared statement \"...\" already exists", server,
     "Another client, or an earlier life of this one, left a statement of that name on the server connection",
     name_pages, "PP101 PP103"},
    {"08P01", "bind message supplies ... parameters, but prepared statement \"...\" requires ...", server,
     "The name, or the place of the unnamed statement, holds another client's SQL. With the same number of "
     "parameters there would have been no error, and another client's answer",
     name_pages, "PP103 PP104"},
    {"08P01", "prepared statement did not exist",
     "PgBouncer 1.21 or later (FATAL, and it closes the connection)",
     "PgBouncer tracks the names of this client and does not know this one: its list and the driver's "
     "disagree, for example after `DEALLOCATE ALL` or `DISCARD ALL` behind 1.21, or a Parse that failed",
     "PgBouncer 1.22 or later; no `DEALLOCATE ALL`, and no `pgbouncer=true` of Prisma, with pooler support "
     "on",
     "PP102 PP107 PP111"},
    {"08P01", "prepared statement name is already in use",
     "PgBouncer 1.21 or later (FATAL, and it closes the connection)",
     "The client gave a name twice without closing it in between. PostgreSQL would answer ERROR 42P05 and "
     "live on",
     "PgBouncer 1.22 or later, and a driver that closes names by the protocol, not by SQL `DEALLOCATE`",
     "PP108 PP111"},
    {"08P01", "unsupported startup parameter in options: ...", pgbouncer,
     "`options` (or PGOPTIONS) sets something on connecting that PgBouncer does not track",
     "`ALTER ROLE ... SET` on the server; `ignore_startup_parameters` accepts it and drops it, so it is not "
     "set",
     "PP303 PP305"},
    {"08P01", "unsupported startup parameter: ...", pgbouncer,
     "The driver sends a setting on connecting that PgBouncer does not track; often a driver's option that "
     "was put into the URL of another driver",
     "Remove it from the URL if it is a driver's option; `ALTER ROLE ... SET` if it is the server's; "
     "`ignore_startup_parameters` accepts it and drops it, so it is not set",
     "PP301 PP302 PP304 PP305"},
    {"08P01", "transaction blocks not allowed in statement pooling mode", pgbouncer,
     "BEGIN in a pool of statement mode. The server connection is closed as well",
     "`pool_mode=transaction` for this pool", "PP401"},
    {"08P01", "PQexec disallowed", pgbouncer,
     "The client sent a simple query, and `disable_pqexec=1` refuses those",
     "`disable_pqexec=0`; hardly any driver does without simple queries", "PP406"},
    {"08P01", "query_wait_timeout", pgbouncer,
     "No server connection came free in time: the pool is too small, transactions are too long, or the "
     "server cannot be reached",
     "End transactions sooner or give the pool more servers (`default_pool_size`); look at `SHOW POOLS`", ""},
    {"08P01", "no more connections allowed", pgbouncer, "More clients than `max_client_conn`",
     "Raise `max_client_conn`, or let the application open fewer", ""},
    {"08P01", "no such database: ...", pgbouncer,
     "The pooler has no entry of that name; PostgreSQL would say 3D000",
     "Connect to a database that pgbouncer.ini names", ""},
    {"08P01", "server login has been failing", pgbouncer,
     "The pooler itself cannot log in to PostgreSQL and waits before it tries again",
     "Look into the pooler's log for the server's words", ""},
    {"08P01", "extended query protocol not supported by admin console", "PgBouncer's admin console",
     "The database `pgbouncer` is the console, and it understands simple queries only",
     "psql, or a driver in its simple mode", ""},
    {"0A000", "cached plan must not change result type", server,
     "A table was changed after the statement was prepared. Where the pooler tracks statements, one is "
     "shared by many clients, so one migration reaches all of them",
     "`RECONNECT` on PgBouncer's console after a migration; name the columns instead of `select *`", "PP112"},
    {"34000", "cursor \"...\" does not exist", server,
     "The cursor was declared in another transaction, so on another server connection; WITH HOLD does not "
     "help, it belongs to the session",
     "Fetch inside the transaction that declares it; Django: `DISABLE_SERVER_SIDE_CURSORS=True`",
     "PP204 PP207"},
    {"34000", "portal \"...\" does not exist", server,
     "An Execute came after the transaction of its Bind had ended",
     "Fetch inside one transaction, or all rows at once", "PP204 PP207"},
    {"25P02", "current transaction is aborted", server,
     "Not the cause: an earlier statement of this transaction failed. Behind a pooler that is often a "
     "prepared statement (26000, 42P05); look for the first error",
     "Find the first error and explain that one", "PP101 PP102"},
    {"25P01", "can only be used in transaction blocks", server,
     "SAVEPOINT, DECLARE or LOCK outside a block: in statement mode there is none", "`pool_mode=transaction`",
     "PP401 PP208"},
    {"42P01", "relation \"...\" does not exist", server,
     "If the table is there: a temporary table of another server connection, or a `search_path` that was set "
     "on another one",
     "Qualify the name; `ALTER ROLE ... SET search_path`. A temporary table lives in one transaction at most",
     "PP201 PP205 PP206 PP302"},
    {"01000", "you don't own a lock of type", server,
     "A warning: the session lock was taken on another server connection, where it is still held",
     "`pg_advisory_xact_lock`, which ends with the transaction; Rails: `advisory_locks: false`. Else a pool "
     "with `pool_mode=session`",
     "PP202"},
    {"57014", "canceling statement due to statement timeout", server,
     "Behind a pooler it may be the `statement_timeout` that another client set on this server connection",
     "`SET LOCAL` inside a transaction, or `ALTER ROLE ... SET`", "PP201 PP304"},
    {"53300", "too many clients already", server, "The server has no connection left for the pooler",
     "Keep the sum of all pools below `max_connections`", ""},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string letters(text);
  for (char& c : letters) c = lower(c);
  return letters;
}

/// Whether the parts between the "..." of `message` occur in `line` one after the other.
bool occurs(std::string_view message, std::string_view line) {
  constexpr std::string_view varies = "...";
  std::size_t at = 0;
  while (!message.empty()) {
    auto const end = std::min(message.find(varies), message.size());
    auto const found = line.find(message.substr(0, end), at);
    if (found == std::string_view::npos) return false;
    at = found + end;
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
  auto const wanted = lower(sqlstate);
  return where([&](error_class const& e) { return lower(e.sqlstate) == wanted; });
}

std::vector<error_class> errors_in(std::string_view line) {
  auto const said = lower(line);
  return where([&](error_class const& e) { return occurs(lower(e.message), said); });
}

}  // namespace poolprobe
