#include <array>

#include "probes/probe.hpp"
#include "probes/probes.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view track_statements =
    "pooler: PgBouncer 1.21 or later with max_prepared_statements above 0 (the default from 1.24 on)";
constexpr std::string_view do_not_prepare =
    "driver: switch named prepared statements off: asyncpg 0.29 or later statement_cache_size=0, psycopg 3 "
    "prepare_threshold=None, pgx default_query_exec_mode=exec, pgjdbc prepareThreshold=0, postgres.js "
    "prepare: false";
constexpr std::string_view use_session_mode =
    "pooler: a database entry with pool_mode=session, or a direct connection, for this application";

constexpr std::array named_fixes{track_statements, do_not_prepare, use_session_mode};

constexpr std::array<std::string_view, 2> unnamed_split_fixes{
    "driver: send Parse, Bind and Execute before one Sync, e.g. pgx default_query_exec_mode=exec, lib/pq "
    "binary_parameters=yes; or, but not in statement mode, run every statement inside BEGIN and COMMIT",
    use_session_mode};
constexpr std::array<std::string_view, 1> one_sync_fixes{
    "report it: a pooler that separates the messages of one transaction is broken"};
constexpr std::array<std::string_view, 3> set_fixes{
    "application: SET LOCAL inside a transaction instead of SET (not in statement mode)",
    "server: ALTER ROLE ... SET or ALTER DATABASE ... SET, for what every connection needs; server "
    "connections "
    "that are open already do not see it until the pooler's RECONNECT",
    use_session_mode};
constexpr std::array<std::string_view, 2> simple_fixes{
    "pooler: PgBouncer disable_pqexec=0",
    "driver: the extended query protocol for everything, BEGIN and COMMIT included, which few drivers can"};

constexpr std::array<std::string_view, 2> reuse_fixes{
    "driver: never give a name again, and prepare under a new one after an error, as most drivers do",
    "pooler: a database entry with pool_mode=session, or max_prepared_statements=0 where nothing else needs "
    "it"};
constexpr std::array<std::string_view, 3> sql_prepare_fixes{
    "driver: prepare by the protocol (Parse), which PgBouncer 1.21 and later track, instead of SQL PREPARE",
    "application: PREPARE and EXECUTE inside one transaction, then DEALLOCATE (not in statement mode)",
    use_session_mode};
constexpr std::array<std::string_view, 2> deallocate_fixes{
    "driver: release by the protocol (Close): psycopg 3.2, pg 1.6 and PHP 8.4, each with libpq 17 or later; "
    "or "
    "never: psycopg 3 prepared_max=None",
    use_session_mode};
constexpr std::array<std::string_view, 2> deallocate_all_fixes{
    "pooler: PgBouncer 1.22 or later", "driver: do not send it: Prisma without pgbouncer=true"};
constexpr std::array<std::string_view, 3> plan_fixes{
    "pooler: RECONNECT on PgBouncer's console after every migration that changes the shape of a table",
    "application: name the columns instead of select *, so that a new column does not change the result",
    use_session_mode};
constexpr std::array<std::string_view, 2> limit_fixes{
    "pooler: raise max_prepared_statements above what one client uses at once", use_session_mode};
constexpr std::array<std::string_view, 2> lock_fixes{
    "application: pg_advisory_xact_lock, which ends with its transaction (not in statement mode)",
    use_session_mode};
constexpr std::array<std::string_view, 2> listen_fixes{
    "application: LISTEN on a direct connection, or in session mode; NOTIFY works through any pool",
    use_session_mode};
constexpr std::array<std::string_view, 2> cursor_fixes{
    "application: read the cursor inside the transaction that declares it, without WITH HOLD",
    use_session_mode};
constexpr std::array<std::string_view, 2> temp_fixes{
    "application: create, fill and read it in one transaction, with ON COMMIT DROP", use_session_mode};
constexpr std::array<std::string_view, 2> parameter_fixes{
    "server: ALTER ROLE ... SET, so that every connection has the same value", use_session_mode};
constexpr std::array<std::string_view, 1> block_fixes{
    "pooler: pool_mode=transaction, which keeps a server connection for the whole of a transaction block"};

constexpr std::array registry{
    probe{.code = "PP101",
          .id = "prepared/duplicate-name",
          .requirement = "two clients may give different statements the same name",
          .holds = "two clients can use one statement name",
          .fails = "a second client cannot use the same name",
          .fixes = named_fixes,
          .needs = needs::two_clients,
          .observe = duplicate_name},
    probe{.code = "PP102",
          .id = "prepared/lost-statement",
          .requirement = "a statement prepared in one transaction is there in the next",
          .holds = "a statement is there in the next transaction",
          .fails = "a statement is gone in the next transaction",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = lost_statement},
    probe{.code = "PP103",
          .id = "prepared/foreign-statement",
          .requirement = "a client gets the answer of the statement that it prepared itself",
          .holds = "a client is answered by its own statement",
          .fails = "another client's statement is executed",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = foreign_statement},
    probe{.code = "PP104",
          .id = "prepared/unnamed-across-sync",
          .requirement = "an unnamed statement can be bound in a later transaction than it was parsed in",
          .holds = "an unnamed statement survives its Sync",
          .fails = "an unnamed statement does not survive its Sync",
          .fixes = unnamed_split_fixes,
          .needs = needs::two_clients,
          .observe = unnamed_across_sync},
    probe{.code = "PP105",
          .id = "prepared/unnamed-one-sync",
          .requirement = "Parse, Bind and Execute before one Sync give the right answer",
          .holds = "unnamed statements in one go work",
          .fails = "unnamed statements fail even in one go",
          .fixes = one_sync_fixes,
          .needs = needs::two_clients,
          .observe = unnamed_one_sync},
    probe{.code = "PP106",
          .id = "prepared/describe-after-switch",
          .requirement = "a prepared statement can be described in a later transaction",
          .holds = "a statement can be described later on",
          .fails = "a statement cannot be described later on",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = describe_after_switch},
    probe{.code = "PP107",
          .id = "prepared/failed-parse",
          .requirement = "a Parse that failed leaves its name free",
          .holds = "a failed Parse leaves its name free",
          .fails = "a failed Parse uses its name up",
          .fixes = reuse_fixes,
          .needs = needs::one_client,
          .observe = failed_parse,
          .closes = true},
    probe{.code = "PP108",
          .id = "prepared/name-reuse",
          .requirement = "a second Parse of a name in use is an error that the connection survives",
          .holds = "using a name twice is an ordinary error",
          .fails = "using a name twice closes the connection",
          .fixes = reuse_fixes,
          .needs = needs::one_client,
          .observe = name_reuse,
          .closes = true},
    probe{.code = "PP109",
          .id = "prepared/sql-prepare",
          .requirement = "a statement made by SQL PREPARE is there in the next transaction",
          .holds = "SQL PREPARE lasts for the session",
          .fails = "SQL PREPARE is gone in the next transaction",
          .fixes = sql_prepare_fixes,
          .needs = needs::second_server,
          .observe = sql_prepare},
    probe{.code = "PP110",
          .id = "prepared/sql-deallocate",
          .requirement = "SQL DEALLOCATE releases a statement that was prepared by the protocol",
          .holds = "SQL DEALLOCATE releases a statement",
          .fails = "SQL DEALLOCATE does not find the statement",
          .fixes = deallocate_fixes,
          .needs = needs::two_clients,
          .observe = sql_deallocate},
    probe{.code = "PP111",
          .id = "prepared/deallocate-all",
          .requirement = "after DEALLOCATE ALL every name can be prepared again",
          .holds = "DEALLOCATE ALL frees the names",
          .fails = "DEALLOCATE ALL leaves the names in use",
          .fixes = deallocate_all_fixes,
          .needs = needs::one_client,
          .observe = deallocate_all,
          .permission = permission::sacrificial,
          .closes = true},
    probe{.code = "PP112",
          .id = "prepared/plan-invalidation",
          .requirement = "after a table has changed, Close and Parse make its statements work again",
          .holds = "Close and Parse mend an outdated statement",
          .fails = "Close and Parse do not mend an outdated statement",
          .fixes = plan_fixes,
          .needs = needs::one_client,
          .observe = plan_invalidation,
          .permission = permission::ddl,
          .closes = true},
    probe{.code = "PP113",
          .id = "prepared/statement-limit",
          .requirement = "a client can have 201 prepared statements at once",
          .holds = "201 statements at once can be used",
          .fails = "201 statements at once cannot be used",
          .fixes = limit_fixes,
          .needs = needs::one_client,
          .observe = statement_limit},
    probe{.code = "PP201",
          .id = "session/set",
          .requirement = "SET lasts for the session and is seen by nobody else",
          .holds = "SET stays with its client",
          .fails = "SET does not stay with its client",
          .fixes = set_fixes,
          .needs = needs::two_clients,
          .observe = session_set},
    probe{.code = "PP202",
          .id = "session/advisory-lock",
          .requirement = "a session-level advisory lock stays with the client that took it",
          .holds = "an advisory lock stays with its client",
          .fails = "an advisory lock does not stay with its client",
          .fixes = lock_fixes,
          .needs = needs::two_clients,
          .observe = advisory_lock},
    probe{.code = "PP203",
          .id = "session/listen",
          .requirement = "a client that said LISTEN goes on listening",
          .holds = "LISTEN stays with its client",
          .fails = "LISTEN does not stay with its client",
          .fixes = listen_fixes,
          .needs = needs::two_clients,
          .observe = listen},
    probe{.code = "PP204",
          .id = "session/hold-cursor",
          .requirement = "a cursor WITH HOLD can be read in a later transaction",
          .holds = "a cursor WITH HOLD can be read later on",
          .fails = "a cursor WITH HOLD cannot be read later on",
          .fixes = cursor_fixes,
          .needs = needs::second_server,
          .observe = hold_cursor},
    probe{.code = "PP205",
          .id = "session/temp-table",
          .requirement = "a temporary table is there in the next transaction",
          .holds = "a temporary table lasts for the session",
          .fails = "a temporary table is gone in the next transaction",
          .fixes = temp_fixes,
          .needs = needs::second_server,
          .observe = temp_table,
          .permission = permission::ddl},
    probe{.code = "PP206",
          .id = "session/tracked-parameters",
          .requirement = "the parameters that poolers track stay with the client that set them",
          .holds = "the tracked parameters follow the client",
          .fails = "a tracked parameter does not follow the client",
          .fixes = parameter_fixes,
          .needs = needs::two_clients,
          .observe = tracked_parameters},
    probe{.code = "PP207",
          .id = "session/without-hold-cursor",
          .requirement = "a cursor can be read in the transaction block that declared it",
          .holds = "a cursor works inside its transaction",
          .fails = "a cursor does not work in a transaction",
          .fixes = block_fixes,
          .needs = needs::two_clients,
          .observe = without_hold_cursor,
          .closes = true},
    probe{.code = "PP208",
          .id = "session/set-local",
          .requirement = "SET LOCAL lasts for its transaction block, and nobody else sees it",
          .holds = "SET LOCAL lasts for its transaction",
          .fails = "SET LOCAL does not last for its transaction",
          .fixes = block_fixes,
          .needs = needs::two_clients,
          .observe = set_local,
          .closes = true},
    probe{.code = "PP406",
          .id = "protocol/simple-query",
          .requirement = "the simple query protocol is allowed",
          .holds = "simple queries are accepted",
          .fails = "simple queries are refused",
          .fixes = simple_fixes,
          .needs = needs::one_client,
          .observe = simple_query},
};

}  // namespace

std::span<probe const> all_probes() { return registry; }

}  // namespace poolprobe
