#pragma once

#include "probes/probe.hpp"

/// Fixes that several probes recommend.
namespace poolprobe::probes {

inline constexpr std::string_view track_statements =
    "pooler: PgBouncer 1.21 or later with max_prepared_statements above 0 (the default from 1.24 on)";
inline constexpr std::string_view do_not_prepare =
    "driver: switch named prepared statements off: asyncpg 0.29 or later (under SQLAlchemy 0.31) "
    "{asyncpg:no-cache}, psycopg 3 {psycopg3:none}, pgx {pgx:exec}, pgjdbc {pgjdbc:threshold-0}, "
    "postgres.js {postgres-js:no-prepare}";
inline constexpr std::string_view use_session_mode =
    "pooler: a database entry with pool_mode=session, or a direct connection, for this application";
inline constexpr std::string_view set_in_the_server =
    "server: ALTER ROLE ... SET or ALTER DATABASE ... SET, for what every connection needs";
inline constexpr std::string_view use_direct_connection =
    "a direct connection, for an application that cannot do without";

inline constexpr fix_list named_statement_fixes{track_statements, do_not_prepare, use_session_mode};
inline constexpr fix_list reuse_fixes{
    "driver: never give a name again, and prepare under a new one after an error, as most drivers do",
    "pooler: a database entry with pool_mode=session, or max_prepared_statements=0 where nothing else needs "
    "it"};
inline constexpr fix_list block_fixes{
    "pooler: pool_mode=transaction instead of statement, for this database or user",
    "a direct connection, for an application that needs transactions"};
inline constexpr fix_list broken_fixes{
    "report it: a pooler that does not carry this as PostgreSQL does is broken",
    "a direct connection, for an application that needs it"};

}  // namespace poolprobe::probes
