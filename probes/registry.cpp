#include <array>

#include "probes/probe.hpp"
#include "probes/probes.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view track_statements =
    "pooler: PgBouncer 1.21 or later with max_prepared_statements above 0 (the default from 1.24 on)";
constexpr std::string_view do_not_prepare =
    "driver: switch named prepared statements off: asyncpg 0.29 or later (under SQLAlchemy 0.31) "
    "statement_cache_size=0, psycopg 3 "
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

constexpr std::string_view ask_in_the_server =
    "server: ALTER ROLE ... SET or ALTER DATABASE ... SET, for what every connection needs";
constexpr std::string_view direct_for_it = "a direct connection, for an application that cannot do without";
constexpr std::array<std::string_view, 3> float_digits_fixes{
    "pooler: PgBouncer ignore_startup_parameters=extra_float_digits; from PostgreSQL 12 on nothing is lost",
    "driver: sqlx extra_float_digits(None); lib/pq 1.11.0 or later does not send it", direct_for_it};
constexpr std::array<std::string_view, 4> search_path_fixes{
    ask_in_the_server,
    "driver: take search_path out of the connection text (pgjdbc currentSchema, Npgsql Search Path, Prisma "
    "schema) "
    "and qualify the names",
    "pooler: PgBouncer 1.26 or later with PostgreSQL 18 or later behind it takes it; "
    "ignore_startup_parameters "
    "drops it, and it has no effect then",
    direct_for_it};
constexpr std::array<std::string_view, 3> options_fixes{
    ask_in_the_server, "pooler: PgBouncer 1.20 or later, for the settings that it tracks",
    "driver: take options out of the connection text, and PGOPTIONS out of the environment"};
constexpr std::array<std::string_view, 3> timeout_fixes{
    "server: ALTER ROLE ... SET statement_timeout",
    "application: SET LOCAL statement_timeout inside a transaction (not in statement mode)",
    "pooler: ignore_startup_parameters lets the connection in, but the timeout is not set then"};
constexpr std::array<std::string_view, 3> unknown_fixes{
    "driver: take out of the connection text what the driver does not use itself; it goes to the pooler",
    ask_in_the_server,
    "pooler: PgBouncer ignore_startup_parameters with that name, if it need not have an effect"};
constexpr std::array<std::string_view, 2> block_fixes{
    "pooler: pool_mode=transaction instead of statement, for this database or user",
    "a direct connection, for an application that needs transactions"};
constexpr std::array<std::string_view, 2> broken_fixes{
    "report it: a pooler that does not carry this as PostgreSQL does is broken",
    "a direct connection, for an application that needs it"};
constexpr std::array<std::string_view, 2> cancel_fixes{
    "pooler: with several processes or replicas behind one address, PgBouncer 1.19 or later with peering "
    "([peers], "
    "peer_id)",
    "server: a statement_timeout, which needs no request to arrive"};
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

constexpr std::array registry{
    probe{.code = "PP101",
          .id = "prepared/duplicate-name",
          .requirement = "two clients may give different statements the same name",
          .holds = "two clients can use one statement name",
          .fails = "a second client cannot use the same name",
          .fixes = named_fixes,
          .needs = needs::two_clients,
          .observe = duplicate_name,
          .side_effects = side_effects::log_line},
    probe{.code = "PP102",
          .id = "prepared/lost-statement",
          .requirement = "a statement prepared in one transaction is there in the next",
          .holds = "a statement is there in the next transaction",
          .fails = "a statement is gone in the next transaction",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = lost_statement,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP103",
          .id = "prepared/foreign-statement",
          .requirement = "a client gets the answer of the statement that it prepared itself",
          .holds = "a client is answered by its own statement",
          .fails = "another client's statement is executed",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = foreign_statement,
          .side_effects = side_effects::log_line},
    probe{.code = "PP104",
          .id = "prepared/unnamed-across-sync",
          .requirement = "an unnamed statement can be bound in a later transaction than it was parsed in",
          .holds = "an unnamed statement survives its Sync",
          .fails = "an unnamed statement does not survive its Sync",
          .fixes = unnamed_split_fixes,
          .needs = needs::two_clients,
          .observe = unnamed_across_sync,
          .side_effects = side_effects::log_line},
    probe{.code = "PP105",
          .id = "prepared/unnamed-one-sync",
          .requirement = "Parse, Bind and Execute before one Sync give the right answer",
          .holds = "unnamed statements in one go work",
          .fails = "unnamed statements fail even in one go",
          .fixes = one_sync_fixes,
          .needs = needs::two_clients,
          .observe = unnamed_one_sync,
          .side_effects = side_effects::nothing,
          .batchable = true},
    probe{.code = "PP106",
          .id = "prepared/describe-after-switch",
          .requirement = "a prepared statement can be described in a later transaction",
          .holds = "a statement can be described later on",
          .fails = "a statement cannot be described later on",
          .fixes = named_fixes,
          .needs = needs::second_server,
          .observe = describe_after_switch,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP107",
          .id = "prepared/failed-parse",
          .requirement = "a Parse that failed leaves its name free",
          .holds = "a failed Parse leaves its name free",
          .fails = "a failed Parse uses its name up",
          .fixes = reuse_fixes,
          .needs = needs::one_client,
          .observe = failed_parse,
          .side_effects = side_effects::connection,
          .on_throwaway_client = true},
    probe{.code = "PP108",
          .id = "prepared/name-reuse",
          .requirement = "a second Parse of a name in use is an error that the connection survives",
          .holds = "using a name twice is an ordinary error",
          .fails = "using a name twice closes the connection",
          .fixes = reuse_fixes,
          .needs = needs::one_client,
          .observe = name_reuse,
          .side_effects = side_effects::connection,
          .on_throwaway_client = true},
    probe{.code = "PP109",
          .id = "prepared/sql-prepare",
          .requirement = "a statement made by SQL PREPARE is there in the next transaction",
          .holds = "SQL PREPARE lasts for the session",
          .fails = "SQL PREPARE is gone in the next transaction",
          .fixes = sql_prepare_fixes,
          .needs = needs::second_server,
          .observe = sql_prepare,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP110",
          .id = "prepared/sql-deallocate",
          .requirement = "SQL DEALLOCATE releases a statement that was prepared by the protocol",
          .holds = "SQL DEALLOCATE releases a statement",
          .fails = "SQL DEALLOCATE does not find the statement",
          .fixes = deallocate_fixes,
          .needs = needs::two_clients,
          .observe = sql_deallocate,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP111",
          .id = "prepared/deallocate-all",
          .requirement = "after DEALLOCATE ALL every name can be prepared again",
          .holds = "DEALLOCATE ALL frees the names",
          .fails = "DEALLOCATE ALL leaves the names in use",
          .fixes = deallocate_all_fixes,
          .needs = needs::one_client,
          .observe = deallocate_all,
          .side_effects = side_effects::connection,
          .permission = permission::sacrificial,
          .on_throwaway_client = true},
    probe{.code = "PP112",
          .id = "prepared/plan-invalidation",
          .requirement = "after a table has changed, Close and Parse make its statements work again",
          .holds = "Close and Parse mend an outdated statement",
          .fails = "Close and Parse do not mend an outdated statement",
          .fixes = plan_fixes,
          .needs = needs::one_client,
          .observe = plan_invalidation,
          .side_effects = side_effects::connection,
          .permission = permission::ddl,
          .on_throwaway_client = true},
    probe{.code = "PP113",
          .id = "prepared/statement-limit",
          .requirement = "a client can have 201 prepared statements at once",
          .holds = "201 statements at once can be used",
          .fails = "201 statements at once cannot be used",
          .fixes = limit_fixes,
          .needs = needs::one_client,
          .observe = statement_limit,
          .side_effects = side_effects::nothing,
          .on_throwaway_client = true},
    probe{.code = "PP201",
          .id = "session/set",
          .requirement = "SET lasts for the session and is seen by nobody else",
          .holds = "SET stays with its client",
          .fails = "SET does not stay with its client",
          .fixes = set_fixes,
          .needs = needs::two_clients,
          .observe = session_set,
          .side_effects = side_effects::nothing,
          .batchable = true},
    probe{.code = "PP202",
          .id = "session/advisory-lock",
          .requirement = "a session-level advisory lock stays with the client that took it",
          .holds = "an advisory lock stays with its client",
          .fails = "an advisory lock does not stay with its client",
          .fixes = lock_fixes,
          .needs = needs::two_clients,
          .observe = advisory_lock,
          .side_effects = side_effects::nothing,
          .batchable = true},
    probe{.code = "PP203",
          .id = "session/listen",
          .requirement = "a client that said LISTEN goes on listening",
          .holds = "LISTEN stays with its client",
          .fails = "LISTEN does not stay with its client",
          .fixes = listen_fixes,
          .needs = needs::two_clients,
          .observe = listen,
          .side_effects = side_effects::nothing,
          .batchable = true},
    probe{.code = "PP204",
          .id = "session/hold-cursor",
          .requirement = "a cursor WITH HOLD can be read in a later transaction",
          .holds = "a cursor WITH HOLD can be read later on",
          .fails = "a cursor WITH HOLD cannot be read later on",
          .fixes = cursor_fixes,
          .needs = needs::second_server,
          .observe = hold_cursor,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP205",
          .id = "session/temp-table",
          .requirement = "a temporary table is there in the next transaction",
          .holds = "a temporary table lasts for the session",
          .fails = "a temporary table is gone in the next transaction",
          .fixes = temp_fixes,
          .needs = needs::second_server,
          .observe = temp_table,
          .side_effects = side_effects::log_line,
          .permission = permission::ddl,
          .batchable = true},
    probe{.code = "PP206",
          .id = "session/tracked-parameters",
          .requirement = "the parameters that poolers track stay with the client that set them",
          .holds = "the tracked parameters follow the client",
          .fails = "a tracked parameter does not follow the client",
          .fixes = parameter_fixes,
          .needs = needs::two_clients,
          .observe = tracked_parameters,
          .side_effects = side_effects::nothing},
    probe{.code = "PP207",
          .id = "session/without-hold-cursor",
          .requirement = "a cursor can be read in the transaction block that declared it",
          .holds = "a cursor works inside its transaction",
          .fails = "a cursor does not work in a transaction",
          .fixes = block_fixes,
          .needs = needs::two_clients,
          .observe = without_hold_cursor,
          .side_effects = side_effects::connection},
    probe{.code = "PP208",
          .id = "session/set-local",
          .requirement = "SET LOCAL lasts for its transaction block, and nobody else sees it",
          .holds = "SET LOCAL lasts for its transaction",
          .fails = "SET LOCAL does not last for its transaction",
          .fixes = block_fixes,
          .needs = needs::two_clients,
          .observe = set_local,
          .side_effects = side_effects::connection,
          .batchable = true},
    probe{.code = "PP301",
          .id = "startup/extra-float-digits",
          .requirement = "extra_float_digits can be given when connecting",
          .holds = "extra_float_digits at startup is in effect",
          .fails = "extra_float_digits at startup does not work",
          .fixes = float_digits_fixes,
          .needs = needs::one_client,
          .observe = startup_extra_float_digits,
          .side_effects = side_effects::log_line,
          .on_throwaway_client = true},
    probe{.code = "PP302",
          .id = "startup/search-path",
          .requirement = "search_path can be given when connecting, and is seen by nobody else",
          .holds = "search_path at startup is in effect",
          .fails = "search_path at startup does not work",
          .fixes = search_path_fixes,
          .needs = needs::one_client,
          .observe = startup_search_path,
          .side_effects = side_effects::log_line,
          .on_throwaway_client = true},
    probe{.code = "PP303",
          .id = "startup/options",
          .requirement = "settings can be given inside options when connecting",
          .holds = "options at startup is understood",
          .fails = "options at startup does not work",
          .fixes = options_fixes,
          .needs = needs::one_client,
          .observe = startup_options,
          .side_effects = side_effects::log_line,
          .on_throwaway_client = true},
    probe{.code = "PP304",
          .id = "startup/statement-timeout",
          .requirement = "statement_timeout can be given when connecting",
          .holds = "statement_timeout at startup is in effect",
          .fails = "statement_timeout at startup does not work",
          .fixes = timeout_fixes,
          .needs = needs::one_client,
          .observe = startup_statement_timeout,
          .side_effects = side_effects::log_line,
          .on_throwaway_client = true},
    probe{.code = "PP305",
          .id = "startup/unknown",
          .requirement = "a setting that the pooler does not know can be given when connecting",
          .holds = "an unknown setting at startup is in effect",
          .fails = "an unknown setting at startup does not work",
          .fixes = unknown_fixes,
          .needs = needs::one_client,
          .observe = startup_unknown,
          .side_effects = side_effects::log_line,
          .on_throwaway_client = true},
    probe{.code = "PP401",
          .id = "protocol/transaction-block",
          .requirement = "BEGIN ... COMMIT runs on one server connection",
          .holds = "transaction blocks work",
          .fails = "transaction blocks are refused",
          .fixes = block_fixes,
          .needs = needs::one_client,
          .observe = transaction_block,
          .side_effects = side_effects::connection},
    probe{.code = "PP402",
          .id = "protocol/pipeline",
          .requirement = "many Binds before one Sync are answered in turn, also around an error",
          .holds = "pipelines are answered in turn",
          .fails = "pipelines are not answered in turn",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = pipeline,
          .side_effects = side_effects::log_line,
          .batchable = true},
    probe{.code = "PP403",
          .id = "protocol/large-message",
          .requirement = "long statements and large parameters arrive whole",
          .holds = "large messages pass",
          .fails = "large messages do not pass",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = large_message,
          .side_effects = side_effects::nothing,
          .on_throwaway_client = true},
    probe{.code = "PP404",
          .id = "protocol/copy",
          .requirement = "COPY delivers every line",
          .holds = "COPY TO STDOUT works",
          .fails = "COPY does not work",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = copy,
          .side_effects = side_effects::nothing},
    probe{.code = "PP405",
          .id = "protocol/cancel",
          .requirement = "a cancel request ends the query that it is for",
          .holds = "a running query can be cancelled",
          .fails = "a running query cannot be cancelled",
          .fixes = cancel_fixes,
          .needs = needs::one_client,
          .observe = cancel,
          .side_effects = side_effects::log_line,
          .opens_another = true},
    probe{.code = "PP406",
          .id = "protocol/simple-query",
          .requirement = "the simple query protocol is allowed",
          .holds = "simple queries are accepted",
          .fails = "simple queries are refused",
          .fixes = simple_fixes,
          .needs = needs::one_client,
          .observe = simple_query,
          .side_effects = side_effects::connection,
          .batchable = true},
};

}  // namespace

std::span<probe const> all_probes() { return registry; }

}  // namespace poolprobe
