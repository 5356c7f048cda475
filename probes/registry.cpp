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
