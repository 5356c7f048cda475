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

constexpr std::string_view ask_in_the_server =
    "server: ALTER ROLE ... SET or ALTER DATABASE ... SET, for what every connection needs";
constexpr std::string_view direct_for_it = "a direct connection, for an application that cannot do without";
constexpr std::array<std::string_view, 3> float_digits_fixes{
    "pooler: PgBouncer ignore_startup_parameters=extra_float_digits; from PostgreSQL 12 on nothing is lost",
    "driver: sqlx extra_float_digits(None); R2DBC extraFloatDigits, Vert.x and others: do not send it",
    direct_for_it};
constexpr std::array<std::string_view, 4> search_path_fixes{
    ask_in_the_server,
    "driver: take search_path out of the connection text (pgjdbc currentSchema, Npgsql Search Path, Prisma "
    "schema) "
    "and qualify the names",
    "pooler: PgBouncer 1.26 or later takes it; ignore_startup_parameters drops it, and it has no effect then",
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
    probe{.code = "PP201",
          .id = "session/set",
          .requirement = "SET lasts for the session and is seen by nobody else",
          .holds = "SET stays with its client",
          .fails = "SET does not stay with its client",
          .fixes = set_fixes,
          .needs = needs::two_clients,
          .observe = session_set},
    probe{.code = "PP301",
          .id = "startup/extra-float-digits",
          .requirement = "extra_float_digits can be given when connecting",
          .holds = "extra_float_digits at startup is in effect",
          .fails = "extra_float_digits at startup does not work",
          .fixes = float_digits_fixes,
          .needs = needs::one_client,
          .observe = startup_extra_float_digits},
    probe{.code = "PP302",
          .id = "startup/search-path",
          .requirement = "search_path can be given when connecting, and is seen by nobody else",
          .holds = "search_path at startup is in effect",
          .fails = "search_path at startup does not work",
          .fixes = search_path_fixes,
          .needs = needs::one_client,
          .observe = startup_search_path},
    probe{.code = "PP303",
          .id = "startup/options",
          .requirement = "settings can be given inside options when connecting",
          .holds = "options at startup is understood",
          .fails = "options at startup does not work",
          .fixes = options_fixes,
          .needs = needs::one_client,
          .observe = startup_options},
    probe{.code = "PP304",
          .id = "startup/statement-timeout",
          .requirement = "statement_timeout can be given when connecting",
          .holds = "statement_timeout at startup is in effect",
          .fails = "statement_timeout at startup does not work",
          .fixes = timeout_fixes,
          .needs = needs::one_client,
          .observe = startup_statement_timeout},
    probe{.code = "PP305",
          .id = "startup/unknown",
          .requirement = "a setting that the pooler does not know can be given when connecting",
          .holds = "an unknown setting at startup is in effect",
          .fails = "an unknown setting at startup does not work",
          .fixes = unknown_fixes,
          .needs = needs::one_client,
          .observe = startup_unknown},
    probe{.code = "PP401",
          .id = "protocol/transaction-block",
          .requirement = "BEGIN ... COMMIT runs on one server connection",
          .holds = "transaction blocks work",
          .fails = "transaction blocks are refused",
          .fixes = block_fixes,
          .needs = needs::one_client,
          .observe = transaction_block},
    probe{.code = "PP402",
          .id = "protocol/pipeline",
          .requirement = "many Binds before one Sync are answered in turn, also around an error",
          .holds = "pipelines are answered in turn",
          .fails = "pipelines are not answered in turn",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = pipeline},
    probe{.code = "PP403",
          .id = "protocol/large-message",
          .requirement = "long statements and large parameters arrive whole",
          .holds = "large messages pass",
          .fails = "large messages do not pass",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = large_message},
    probe{.code = "PP404",
          .id = "protocol/copy",
          .requirement = "COPY TO STDOUT delivers every line",
          .holds = "COPY TO STDOUT works",
          .fails = "COPY TO STDOUT does not work",
          .fixes = broken_fixes,
          .needs = needs::one_client,
          .observe = copy},
    probe{.code = "PP405",
          .id = "protocol/cancel",
          .requirement = "a cancel request ends the query that it is for",
          .holds = "a running query can be cancelled",
          .fails = "a running query cannot be cancelled",
          .fixes = cancel_fixes,
          .needs = needs::one_client,
          .observe = cancel},
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
