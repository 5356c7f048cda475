#include "drivers/engine/statement_name_patterns.hpp"

#include <algorithm>
#include <regex>

#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view per_connection =
    "A counter of each connection: every client uses the same names, for different queries.";
constexpr std::string_view per_process =
    "A counter of the process that begins anew in each: two processes of one application use the same names.";
constexpr std::string_view tracked =
    "The pooler's own name for a statement that it tracks: its support for prepared statements is on. A "
    "client "
    "should never see it; an error that shows it means that somebody deallocated behind the pooler's back "
    "(`DEALLOCATE`, `DISCARD ALL`), or changed a table.";

/// The last ones are so general that all others must be tried before them.
constexpr name_pattern patterns[] = {
    {"__asyncpg_stmt_[0-9a-f]+__", "__asyncpg_stmt_3__", "asyncpg",
     list_of<"asyncpg", "sqlalchemy-asyncpg", "alembic">, per_process},
    {"__asyncpg_[0-9a-f]{8}-[0-9a-f-]{27}__", "__asyncpg_0b7e9b8e-51d4-4a3c-9d0f-6a1f0d3c2b1a__",
     "SQLAlchemy on asyncpg with `prepared_statement_name_func`", list_of<"sqlalchemy-asyncpg">,
     "A random name for each statement: no two clients clash, but the statement still lives on one server "
     "connection only."},
    {"_pg3_[0-9]+", "_pg3_0", "psycopg 3", list_of<"psycopg3", "sqlalchemy-psycopg">,
     "A counter of each connection: every client uses the same names. A query is named from its sixth "
     "execution."},
    {"stmtcache_[0-9a-f]{48}", "stmtcache_5f2b...", "pgx 5.5 or later", list_of<"pgx", "gorm">,
     "A hash of the SQL: clients clash over the same query only, and never get another query's answer."},
    {"stmt_[0-9a-f]{48}", "stmt_5f2b...", "pgx 5.5 or later, by an explicit Prepare or database/sql",
     list_of<"pgx", "gorm">,
     "A hash of the SQL: clients clash over the same query only, and never get another query's answer.",
     false, name_of::prepared_by_hand},
    {"stmtcache_[0-9]+", "stmtcache_12", "pgx 5.0 to 5.4", list_of<"pgx">, per_process},
    {"lrupsc_[0-9]+_[0-9]+", "lrupsc_1_0", "pgx v4", list_of<"pgx-v4">, per_connection},
    {"stmt_[0-9]+",
     "stmt_1",
     "asyncpg up to 0.8, or a program that names its statements itself",
     {},
     per_process,
     true},
    {"sqlx_s_[0-9]+", "sqlx_s_1", "sqlx", list_of<"sqlx">, per_connection},
    {"S_[0-9]+", "S_1", "pgjdbc (counts from 1) or R2DBC (from 0)", list_of<"pgjdbc", "r2dbc">,
     "A counter of each connection: every client uses the same names. pgjdbc names a query from its fifth "
     "execution, and COMMIT from the first; R2DBC from the first."},
    {"_p[0-9]+", "_p1", "Npgsql, by an explicit Prepare()", list_of<"npgsql">, per_connection, false,
     name_of::prepared_by_hand},
    {"_auto[0-9]+", "_auto0", "Npgsql with automatic preparation", list_of<"npgsql">,
     "The number of a place in its cache, closed and parsed again for another query: another client's "
     "statement may be replaced without an error."},
    {"s[0-9]+", "s0", "Prisma up to 6, or tokio-postgres",
     list_of<"prisma-6", "tokio-postgres", "diesel-async">, per_process, true},
    {"a[0-9]+", "a1", "Rails ActiveRecord", list_of<"rails">, per_connection, true},
    {"__diesel_stmt_[0-9]+", "__diesel_stmt_0", "diesel", list_of<"diesel">, per_connection},
    {"ecto_([0-9]+|[a-z]+_.+)", "ecto_123", "Ecto (Postgrex)", list_of<"ecto">,
     "A counter of the node. The name is closed before it is parsed, so there is no clash: another node's "
     "statement is replaced without an error."},
    {"pdo_stmt_[0-9a-f]{8,}", "pdo_stmt_00000001", "PHP PDO (Laravel, Doctrine)",
     list_of<"php-pdo", "laravel">,
     "A counter of each connection: the first statement of every request has the same name."},
    {"dbdpg_p[0-9]+_[0-9]+", "dbdpg_p123_1", "Perl's DBD::Pg", list_of<"dbd-pg">,
     "The number of the process and a counter: containers share process numbers, so names clash "
     "there."},
    {"pgdriver-[0-9]+", "pgdriver-1", "bun for Go (pgdriver)", list_of<"bun-pgdriver">, per_connection},
    {"pg8000_statement_[0-9]+", "pg8000_statement_0", "pg8000, by an explicit prepare", list_of<"pg8000">,
     per_connection, false, name_of::prepared_by_hand},
    {"P_[0-9]+|P[0-9]+_[0-9]+",
     "P_0",
     "pgbench -M prepared",
     {},
     "A counter of the script's commands: every client of every pgbench uses the same names. `-M extended` "
     "or "
     "`-M simple` prepares nothing."},
    {"pn_[0-9]+", "pn_1", "a release candidate of Prisma 8", {}, per_process},
    {"_django_curs_.+", "_django_curs_140735_sync_1", "a cursor of Django's iterator()", list_of<"django">,
     "A cursor on the server, gone (34000) where the next fetch comes after the transaction. Set "
     "`DISABLE_SERVER_SIDE_CURSORS=True`.",
     false, name_of::cursor},
    {"pdo_crsr_.+", "pdo_crsr_00000001", "a cursor of PHP PDO", list_of<"php-pdo">,
     "A cursor on the server, gone (34000) where the next fetch comes after the transaction. "
     "`PDO::ATTR_CURSOR => PDO::CURSOR_SCROLL` asks for it, with emulated prepares as well; leave that out.",
     false, name_of::cursor},
    {"PGBOUNCER_[0-9]+", "PGBOUNCER_5", "PgBouncer 1.21 or later", {}, tracked},
    {"PGCAT_.+", "PGCAT_5", "PgCat", {}, tracked},
    {"__pgdog_[0-9]+", "__pgdog_5", "PgDog", {}, tracked},
    {"odyssey_pstmt_.+", "odyssey_pstmt_5", "Odyssey", {}, tracked},
    {"sv_[0-9A-Za-z+/=_-]{43,}", "sv_47DEQpj8HBSa...", "Supavisor", {}, tracked},
    {"poolprobe_[0-9a-f]{16}_[0-9]+",
     "poolprobe_00112233445566aa_1",
     "poolprobe",
     {},
     "A random name of one run. Left on a server only where poolprobe was killed; it harms nobody."},
    {"P.+\\$[0-9]+", "Pselect 1$3", "Bun SQL", list_of<"bun-sql">, "The beginning of the SQL and a counter."},
    {"P[0-9]+", "P0", "Bun SQL from 1.4 on", list_of<"bun-sql">, per_connection, true},
    {"[0-9A-Fa-f]{7}", "0000000", "Vert.x with `cachePreparedStatements=true`", list_of<"vertx">,
     per_connection, true},
    {"0",
     "0",
     "PostgREST (hasql) or Hasura, or another that counts from 0 (lib/pq and go-pg count from 1)",
     {},
     "A counter of each connection: every client uses the same names. PostgREST: `db-prepared-statements = "
     "false`; Hasura: `HASURA_GRAPHQL_USE_PREPARED_STATEMENTS=false`."},
    {"[1-9][0-9]{0,3}", "1", "lib/pq or go-pg, by an explicit Prepare", list_of<"lib-pq", "go-pg">,
     "A counter of each connection from 1: every client uses the same names. Where `0` occurs as well it is "
     "PostgREST (hasql) or Hasura.",
     true, name_of::prepared_by_hand},
    {"(?=.*[a-z])[0-9a-z]{10,12}[0-9]+", "b4sbb6vpqqw1", "postgres.js", list_of<"postgres-js">,
     "A random beginning for each connection and a counter: no two clients clash, but the statement still "
     "lives on one server connection only.",
     true},
};

}  // namespace

std::span<name_pattern const> name_patterns() { return patterns; }

name_pattern const* recognise_name(std::string_view name) {
  constexpr std::size_t longest = 256;  // std::regex recurses for each character
  auto const is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (name.size() > longest || !std::all_of(name.begin(), name.end(), is_printable)) return nullptr;
  auto const* const found = std::find_if(std::begin(patterns), std::end(patterns), [name](auto const& row) {
    return std::regex_match(name.begin(), name.end(), std::regex(row.pattern.begin(), row.pattern.end()));
  });
  return found == std::end(patterns) ? nullptr : found;
}

}  // namespace poolprobe
