#include "trace/hazard_kind.hpp"

#include <algorithm>
#include <iterator>

#include "text/static_string_list.hpp"

namespace poolprobe::trace {
namespace {

using enum impact;

/// In the order of `hazard_code`.
constexpr hazard_kind kinds[] = {
    {"TR101", "prepared/reused-name", "a named statement is used in a later transaction", breaks, works,
     "The statement was prepared on the server connection of an earlier transaction; on another one it does "
     "not "
     "exist (26000), or is another client's",
     "a pooler that keeps track of prepared statements (PgBouncer 1.21 or later with max_prepared_statements "
     "above 0), or the driver's setting that keeps it from naming statements",
     list_of<"PP102", "PP103">},
    {"TR102", "prepared/left-name", "a named statement outlives its transaction", breaks, works,
     "It stays on the server connection, where the next client that gives the same name is refused (42P05)",
     "as for TR101; or close the statement in the transaction that prepared it", list_of<"PP101">},
    {"TR103", "prepared/same-name", "two connections give one name to different statements", wrong_answer,
     works,
     "A client that moves to the server connection of the other one runs the other's statement; where "
     "parameters "
     "and columns fit, there is no error",
     "as for TR101", list_of<"PP103">},
    {"TR104", "prepared/unnamed-across-transactions",
     "an unnamed statement is parsed in one transaction and used in another", breaks, breaks,
     "Parse and Bind have a Sync between them, outside a transaction block: the Bind may come to a server "
     "connection where the unnamed statement is missing (26000) or is another client's. No pooler setting "
     "helps",
     "a driver setting that sends Parse, Bind and Execute in one go (lib/pq: binary_parameters=yes), or a "
     "transaction block around it",
     list_of<"PP104">},
    {"TR105", "prepared/left-unique-name",
     "a named statement outlives its transaction, with a name of its own", costs, costs,
     "Nobody else gives that name, so nobody is refused; but it stays on the server connection until that "
     "ends, "
     "and one more comes with each use. A pooler that keeps track holds on to max_prepared_statements of "
     "them",
     "close the statement in the transaction that prepared it, or the driver's setting that keeps it from "
     "naming statements"},
    {"TR106", "prepared/failed-parse-again", "a name whose statement was refused is parsed again", works,
     caveat,
     "PgBouncer that keeps track has written the name down, takes it for used, and closes the connection: "
     "FATAL 08P01, prepared statement name is already in use. The program meets it only after a query of its "
     "own has failed",
     "no named statements, or a driver that never parses a name again after an error", list_of<"PP107">,
     "08P01"},
    {"TR107", "prepared/met-error", "an error that comes of a pooler was met while the program was watched",
     breaks, breaks,
     "What it was watched on has answered 26000, 42P05, 08P01 or 25P02 where a server connection of its own "
     "would not: it has happened, whatever a pooler with or without support is expected to do",
     "as for TR101; where the pooler was taken for one that keeps track, see whether it does: poolprobe "
     "check",
     list_of<"PP101", "PP102">},
    {"TR201", "session/set", "SET for the session", breaks, breaks,
     "The setting stays on the server connection: the client loses it, and other clients get it",
     "SET LOCAL in a transaction block, or ALTER ROLE … SET for what everybody needs", list_of<"PP201">},
    {"TR202", "session/reset", "RESET for the session", costs, costs,
     "It acts on whichever server connection comes next; there is nothing of the client's to undo there",
     "leave it out: in the driver's or the pool's settings where it is sent on release"},
    {"TR203", "session/tracked-set", "SET of a parameter that PgBouncer follows", works, works,
     "PgBouncer notices the change and sets the parameter wherever the client goes; other poolers may not",
     "nothing behind PgBouncer; elsewhere give it when connecting", list_of<"PP206">},
    {"TR204", "session/listen", "LISTEN", breaks, breaks,
     "The channel stays with the server connection: notifications come to another client, or to nobody",
     "a connection of its own for LISTEN, past the pooler or in session mode", list_of<"PP203">},
    {"TR205", "session/advisory-lock", "an advisory lock of the session", breaks, breaks,
     "The lock stays with the server connection: the unlock comes to another one and does nothing, and other "
     "clients own the lock without knowing",
     "pg_advisory_xact_lock, which ends with the transaction; migration tools: a direct connection",
     list_of<"PP202">},
    {"TR206", "session/temporary-table", "a temporary table that outlives its transaction", breaks, breaks,
     "It stays with the server connection: missing in the next transaction (42P01), and in the way of "
     "whoever "
     "makes one of that name there (42P07)",
     "ON COMMIT DROP, and all use of it in the transaction that made it", list_of<"PP205">},
    {"TR207", "session/hold-cursor", "a cursor WITH HOLD", breaks, breaks,
     "It stays with the server connection; a FETCH in a later transaction does not find it (34000)",
     "a cursor without hold inside one transaction (Django: DISABLE_SERVER_SIDE_CURSORS)", list_of<"PP204">},
    {"TR208", "session/sql-prepare", "PREPARE or EXECUTE as SQL", breaks, breaks,
     "Poolers keep track of statements that are prepared by the protocol, not of these: EXECUTE does not "
     "find it "
     "(26000), or finds another client's",
     "the driver's own prepared statements, or PREPARE, EXECUTE and DEALLOCATE in one transaction",
     list_of<"PP109">},
    {"TR209", "session/deallocate", "DEALLOCATE as SQL", breaks, breaks,
     "It names a statement of another server connection (26000), or, with a pooler that keeps track, one "
     "that the "
     "server knows by another name; inside a transaction block that error ends the block",
     "a driver that closes statements by the protocol (psycopg 3.2 and Rails 8.1 with libpq 17)",
     list_of<"PP110">},
    {"TR210", "session/discard", "DISCARD", caveat, works,
     "It takes the statements and temporary tables of other clients from the server connection that comes "
     "next; "
     "PgBouncer 1.22 or later notices DISCARD ALL and prepares again",
     "no reset on release (Npgsql: No Reset On Close=true)", list_of<"PP111">},
    {"TR211", "session/load", "LOAD", breaks, breaks, "The library is loaded on one server connection only",
     "session_preload_libraries, for the role or the database"},
    {"TR212", "session/sequence-value", "currval() or lastval() in a transaction of its own", breaks, breaks,
     "The server connection may have no such value (55000), or another client's",
     "INSERT … RETURNING, or the call in the transaction of its nextval()"},
    {"TR213", "session/deallocate-all", "DEALLOCATE ALL", breaks, works,
     "It takes the statements of other clients from the server connection that comes next; PgBouncer 1.22 or "
     "later with max_prepared_statements above 0 notices it and prepares again, 1.21 does not",
     "PgBouncer 1.22 or later that keeps track; or the driver's setting that keeps it from naming statements",
     list_of<"PP111">},
    {"TR214", "session/harmless-set", "SET of a setting that changes no result", works, works,
     "It stays on the server connection, and other clients get it, but no result and no error depends on it",
     "nothing to mend"},
    {"TR215", "session/deallocate-own", "DEALLOCATE of a statement that the same transaction has prepared",
     works, breaks,
     "A pooler that keeps track has prepared it on the server by a name of its own: DEALLOCATE fails (26000) "
     "and "
     "ends "
     "the transaction block. Where the driver ignores that error, its COMMIT keeps nothing and reports "
     "success",
     "a driver that closes statements by the protocol (PHP 8.4, DBD::Pg 3.18 and Rails 8.1 with libpq 17), "
     "or its "
     "setting that keeps it from naming statements",
     list_of<"PP110">},
    {"TR301", "startup/parameter", "a startup parameter that PgBouncer refuses", breaks, breaks,
     "PgBouncer takes only the parameters that it follows and ends the connection: unsupported startup "
     "parameter",
     "leave it out, or ALTER ROLE … SET; ignore_startup_parameters makes PgBouncer drop it",
     list_of<"PP301", "PP302", "PP303", "PP304", "PP305">},
    {"TR401", "transaction/left-open", "a connection ends inside a transaction", costs, costs,
     "PgBouncer closes the server connection, and the next client waits for a new one",
     "COMMIT or ROLLBACK before the connection is closed"},
    {"TR402", "transaction/lost-commit", "a COMMIT is answered by ROLLBACK", loses, loses,
     "A statement of the block had failed before, so PostgreSQL rolled everything back, which is no error: a "
     "program that goes by errors alone takes the transaction for committed",
     "ROLLBACK after an error; where the driver hid the error (a DEALLOCATE that found no statement behind a "
     "pooler), its setting that keeps it from naming statements"},
};

}  // namespace

std::span<hazard_kind const> hazard_kinds() { return kinds; }

hazard_kind const& kind_of(hazard_code code) { return kinds[static_cast<std::size_t>(code)]; }

hazard_kind const* find_hazard_kind(std::string_view code_or_id) {
  auto const found = std::find_if(std::begin(kinds), std::end(kinds), [code_or_id](hazard_kind const& k) {
    return k.code == code_or_id || k.id == code_or_id;
  });
  return found == std::end(kinds) ? nullptr : &*found;
}

}  // namespace poolprobe::trace
