#include "connection_text/driver_keys.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "connection_text/harmless_pgjdbc_properties.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view prisma_pool = "Prisma's pool; does not change what it sends";
constexpr std::string_view postgres_js_pool = "postgres.js's pool; does not change what it sends";
constexpr std::string_view pgx_pool = "pgxpool's; does not change what pgx sends";
constexpr std::string_view npgsql_other = "Npgsql's; does not change how it prepares statements";
constexpr std::string_view startup =
    "a server setting: PgBouncer refuses a client that sends it as a startup parameter, unless "
    "ignore_startup_parameters lists it, and then it has no effect";

constexpr std::string_view tortoise = "asyncpg://";
constexpr std::string_view tortoise_pool = "Tortoise ORM's pool; does not change what asyncpg sends";
constexpr std::string_view pg_timeout =
    "node-postgres sends it as a startup parameter, which PgBouncer refuses unless "
    "ignore_startup_parameters lists it, and then it has no effect";
constexpr std::string_view path_by_set =
    "sent as SET search_path after login: behind a pooler it stays on the server connection, for other "
    "clients";

constexpr std::string_view time_zone =
    "GORM takes it out of the text and sends it as the startup parameter timezone, pgx and lib/pq send it as "
    "it "
    "stands; every pooler takes that parameter, and PgBouncer sets it again for each transaction";

constexpr std::string_view path_at_startup =
    "sent as the startup parameter search_path: PgBouncer up to 1.25 refuses it; 1.26 takes it, but before "
    "PostgreSQL 18 one client can get the path of another";

/// Sources: sqlalchemy 2.0.52 dialects/postgresql/asyncpg.py; asyncpg 0.31.0 connect_utils.py; tortoise-orm
/// config_generator.py; psycopg 3.3.4 (psycopg#1111); pgx v5.10.0 conn.go, pgxpool/pool.go; lib/pq v1.12.3
/// conn.go; pgjdbc 42.7.13 PGProperty.java; r2dbc-postgresql 1.1.2; postgres.js 3.4.9 src/index.js;
/// prisma-engines quaint/src/connector/postgres/url.rs; rails v8.1.3.1 postgresql_adapter.rb; sqlx
/// 0.9.0-alpha.1 options/parse.rs.
constexpr driver_key rows[] = {
    // Python
    {"statement_cache_size", "asyncpg", "0", "no-cache",
     "no statement is named (Tortoise ORM, asyncpg >= 0.29)", key_effect::as_config, "", tortoise},
    {"statement_cache_size", "asyncpg", "", "", "how many named statements a connection keeps (Tortoise ORM)",
     key_effect::as_config, "", tortoise},
    {"statement_cache_size", "asyncpg", "", "",
     "an argument of asyncpg.connect(): in a URL asyncpg sends it as a startup parameter, which PgBouncer "
     "refuses",
     key_effect::startup},
    {"statement_cache_size", "sqlalchemy-asyncpg", "", "",
     "fixes nothing here: it reaches asyncpg as text and fails with TypeError; write "
     "connect_args={\"statement_cache_size\": 0}",
     key_effect::fails},
    {"statement_cache_size", "", "", "",
     "an argument of asyncpg.connect(): in a URL asyncpg sends it as a startup parameter, which PgBouncer "
     "refuses; "
     "Prisma up to 6 takes it and names its statements all the same",
     key_effect::useless},
    {"prepared_statement_cache_size", "sqlalchemy-asyncpg", "0", "url-cache",
     "SQLAlchemy's own cache only: asyncpg still names every statement unless connect_args hold "
     "\"statement_cache_size\": 0"},
    {"prepared_statement_cache_size", "sqlalchemy-asyncpg", "", "",
     "SQLAlchemy's own cache only: asyncpg still names every statement unless connect_args hold "
     "\"statement_cache_size\": 0"},
    {"prepared_statement_cache_size", "", "", "", "SQLAlchemy's, and only in postgresql+asyncpg:// URLs"},
    {"async_fallback", "sqlalchemy-asyncpg", "", "", "SQLAlchemy's; does not change what asyncpg sends"},
    {"minsize", "asyncpg", "", "", tortoise_pool, key_effect::as_config, "", tortoise},
    {"maxsize", "asyncpg", "", "", tortoise_pool, key_effect::as_config, "", tortoise},
    {"prepare_threshold", "sqlalchemy-psycopg", "", "",
     "fixes nothing here: it arrives as text and psycopg 3 fails with TypeError; write "
     "connect_args={\"prepare_threshold\": None}",
     key_effect::fails},
    {"prepare_threshold", "", "", "",
     "an argument of psycopg.connect(): libpq refuses it in a connection string, and 0 would mean to prepare "
     "at once; write prepare_threshold=None",
     key_effect::fails},
    // Go
    {"default_query_exec_mode", "pgx", "exec", "exec", "no statement is named, one Sync per query"},
    {"default_query_exec_mode", "pgx", "simple_protocol", "simple", "Query messages only"},
    {"default_query_exec_mode", "pgx", "cache_describe", "cache-describe",
     "descriptions are kept, statements are not: parsed again with every Bind"},
    {"default_query_exec_mode", "pgx", "describe_exec", "describe-exec",
     "the unnamed statement is parsed and bound in different Syncs: not safe, whatever the pooler supports"},
    {"default_query_exec_mode", "pgx", "", "", "how pgx v5 sends queries"},
    {"default_query_exec_mode", "gorm", "exec", "exec", "no statement is named, one Sync per query"},
    {"default_query_exec_mode", "gorm", "simple_protocol", "simple", "Query messages only"},
    {"default_query_exec_mode", "gorm", "cache_describe", "cache-describe",
     "descriptions are kept, statements are not: parsed again with every Bind"},
    {"default_query_exec_mode", "gorm", "describe_exec", "describe-exec",
     "the unnamed statement is parsed and bound in different Syncs: not safe, whatever the pooler supports"},
    {"default_query_exec_mode", "gorm", "", "", "how pgx v5, on which GORM stands, sends queries"},
    {"default_query_exec_mode", "pgx-v4", "", "",
     "pgx v5's: pgx v4 sends it as a startup parameter, which PgBouncer refuses", key_effect::startup},
    {"statement_cache_capacity", "pgx", "0", "",
     "an error in pgx v5 where default_query_exec_mode is cache_statement, as by default; not a fix",
     key_effect::useless},
    {"statement_cache_capacity", "pgx", "", "", "how many named statements pgx keeps"},
    {"statement_cache_capacity", "gorm", "0", "",
     "an error in pgx v5 where default_query_exec_mode is cache_statement, as by default; not a fix",
     key_effect::useless},
    {"statement_cache_capacity", "gorm", "", "", "how many named statements pgx keeps"},
    {"statement_cache_capacity", "pgx-v4", "0", "",
     "no statement is named, but the unnamed one is parsed and bound in different Syncs: not a fix",
     key_effect::useless},
    {"statement_cache_capacity", "pgx-v4", "", "", "how many named statements pgx keeps"},
    {"statement_cache_mode", "pgx", "", "",
     "pgx v4's: pgx v5 sends it as a startup parameter, which PgBouncer refuses", key_effect::startup},
    {"statement_cache_mode", "gorm", "", "",
     "pgx v4's: pgx v5 sends it as a startup parameter, which PgBouncer refuses", key_effect::startup},
    {"statement_cache_mode", "pgx-v4", "describe", "describe",
     "descriptions are kept, statements are not: parsed again with every Bind"},
    {"statement_cache_mode", "pgx-v4", "", "", "only the value describe keeps pgx v4 from naming statements"},
    {"description_cache_capacity", "pgx", "", "", "how many descriptions pgx keeps"},
    {"pool_max_conns", "pgx", "", "", pgx_pool},
    {"pool_max_conns", "pgx-v4", "", "", pgx_pool},
    {"pool_min_conns", "pgx", "", "", pgx_pool},
    {"pool_min_conns", "pgx-v4", "", "", pgx_pool},
    {"pool_max_conn_lifetime", "pgx", "", "", pgx_pool},
    {"pool_max_conn_lifetime", "pgx-v4", "", "", pgx_pool},
    {"pool_max_conn_lifetime_jitter", "pgx", "", "", pgx_pool},
    {"pool_max_conn_idle_time", "pgx", "", "", pgx_pool},
    {"pool_max_conn_idle_time", "pgx-v4", "", "", pgx_pool},
    {"pool_health_check_period", "pgx", "", "", pgx_pool},
    {"pool_health_check_period", "pgx-v4", "", "", pgx_pool},
    {"binary_parameters", "lib-pq", "yes", "binary-parameters", "Parse and Bind go in one Sync"},
    {"binary_parameters", "lib-pq", "", "", "only the value yes changes what lib/pq sends"},
    // JVM
    {"prepareThreshold", "pgjdbc", "0", "threshold-0", "no statement is named (pgjdbc >= 42.1.4)"},
    {"prepareThreshold", "pgjdbc", "1", "threshold-1", "names at the first execution: the opposite of 0"},
    {"prepareThreshold", "pgjdbc", "", "", "executions after which a statement is named; only 0 means never"},
    {"preferQueryMode", "pgjdbc", "simple", "simple", "Query messages only"},
    {"preferQueryMode", "pgjdbc", "extendedForPrepared", "extended-for-prepared",
     "changes what Statement sends; PreparedStatement is named as before"},
    {"preferQueryMode", "pgjdbc", "", "",
     "only the value simple keeps PreparedStatement from being prepared"},
    {"preparedStatementCacheQueries", "r2dbc", "0", "no-cache", "no statement is named"},
    {"preparedStatementCacheQueries", "r2dbc", "", "", "how many named statements a connection keeps"},
    {"preparedStatementCacheQueries", "pgjdbc", "0", "no-cache",
     "fixes nothing here: pgjdbc still names its statements"},
    {"preparedStatementCacheQueries", "pgjdbc", "", "", "how many statements pgjdbc keeps"},
    {"preparedStatementCacheQueries", "", "", "", "R2DBC's and pgjdbc's; 0 is a fix for the former only"},
    {"autosave", "pgjdbc", "", "", "turns some errors into a retry; 42P05 is not among them"},
    {"currentSchema", "pgjdbc", "", "", path_at_startup, key_effect::startup, "search_path"},
    {"useLayer7Proxy", "vertx", "", "",
     "fixes nothing here: Vert.x ignores it in a URL; write setUseLayer7Proxy(true)", key_effect::useless},
    {"search_path", "vertx", "", "", path_at_startup, key_effect::startup},
    {"readOnlyMode", "pgjdbc", "always", "",
     "with readOnly=true pgjdbc sends SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY after login: "
     "behind "
     "a pooler it stays on the server connection, and other clients cannot write",
     key_effect::set},
    {"readOnlyMode", "pgjdbc", "", "", "pgjdbc's: how a transaction is made read-only"},
    // JavaScript
    {"prepare", "postgres-js", "false", "no-prepare", "no statement is named"},
    {"prepare", "postgres-js", "disable", "no-prepare", "no statement is named"},
    {"prepare", "postgres-js", "", "prepare-0",
     "only the words false and disable stop postgres.js from naming statements"},
    {"prepare", "ecto", "", "url",
     "fixes nothing here: it arrives as text and fails in Postgrex; write it in the Repo's configuration",
     key_effect::fails},
    {"prepare", "bun-sql", "false", "no-prepare", "no statement is named"},
    {"prepare", "bun-sql", "", "", "only the word false stops Bun from naming statements"},
    {"max", "postgres-js", "", "", postgres_js_pool},
    {"max_pipeline", "postgres-js", "", "", postgres_js_pool},
    {"backoff", "postgres-js", "", "", postgres_js_pool},
    {"keep_alive", "postgres-js", "", "", postgres_js_pool},
    {"debug", "postgres-js", "", "", "postgres.js's; does not change what it sends"},
    {"publications", "postgres-js", "", "", "postgres.js's; for logical replication"},
    {"idle_timeout", "postgres-js", "", "", postgres_js_pool},
    {"max_lifetime", "postgres-js", "", "", postgres_js_pool},
    {"fetch_types", "postgres-js", "", "",
     "false saves the named query that postgres.js sends when it connects"},
    {"uselibpqcompat", "", "", "", "node-postgres's: how it reads sslmode"},
    {"statement_timeout", "node-postgres", "", "", pg_timeout, key_effect::startup},
    {"lock_timeout", "node-postgres", "", "", pg_timeout, key_effect::startup},
    {"idle_in_transaction_session_timeout", "node-postgres", "", "", pg_timeout, key_effect::startup},
    {"pgbouncer", "prisma-6", "true", "pgbouncer",
     "Prisma up to 6 wraps each query in BEGIN, DEALLOCATE ALL, COMMIT; Prisma 7 ignores it"},
    {"pgbouncer", "prisma-6", "", "", "only the value true changes what Prisma up to 6 sends"},
    {"schema", "prisma-6", "", "",
     "Prisma sends it as the startup parameter search_path unless pgbouncer=true", key_effect::startup,
     "search_path"},
    {"schema", "r2dbc", "", "", path_at_startup, key_effect::startup, "search_path"},
    {"schema", "asyncpg", "", "", path_at_startup, key_effect::startup, "search_path", tortoise},
    {"connection_limit", "prisma-6", "", "", prisma_pool},
    {"pool_timeout", "prisma-6", "", "", prisma_pool},
    {"socket_timeout", "prisma-6", "", "", prisma_pool},
    {"sslaccept", "prisma-6", "", "", "how Prisma checks certificates"},
    {"sslidentity", "prisma-6", "", "", "Prisma's client certificate"},
    {"supa", "", "", "", "a mark that Supabase's integration leaves in URLs; no driver acts on it"},
    // Ruby, Rust, Elixir
    {"prepared_statements", "rails", "false", "no-prepared", "Query messages only"},
    {"prepared_statements", "rails", "", "", "only the value false stops Rails from naming statements"},
    {"advisory_locks", "rails", "", "", "false keeps migrations from taking an advisory lock of the session"},
    {"pool", "rails", "", "", "Rails' pool; does not change what it sends"},
    {"statement-cache-capacity", "sqlx", "0", "capacity-0",
     "no fix up to sqlx 0.9.0-alpha.1: statements are still named (launchbadge/sqlx#4328)"},
    {"statement-cache-capacity", "sqlx", "", "", "how many named statements sqlx keeps"},
    {"search_path", "laravel", "", "", path_by_set, key_effect::set},
    {"schema", "laravel", "", "", path_by_set, key_effect::set},
    {"pool_size", "ecto", "", "", "Ecto's pool; does not change what it sends"},
    // .NET
    {"Max Auto Prepare", "npgsql", "0", "", "no statement is named, as by default"},
    {"Max Auto Prepare", "npgsql", "", "auto-prepare",
     "names a query at its fifth execution, by the number of a place that is used again for others"},
    {"Auto Prepare Min Usages", "npgsql", "", "",
     "executions before a query is named, with Max Auto Prepare"},
    {"Search Path", "npgsql", "", "", path_at_startup, key_effect::startup, "search_path"},
    {"Timezone", "npgsql", "", "", "sent as the startup parameter TimeZone, which poolers take"},
    {"No Reset On Close", "npgsql", "", "",
     "true saves the DISCARD ALL that a transaction pooler would run on somebody's server connection"},
    {"Pooling", "npgsql", "", "", npgsql_other},
    {"Multiplexing", "npgsql", "", "", npgsql_other},
    {"Minimum Pool Size", "npgsql", "", "", npgsql_other},
    {"Maximum Pool Size", "npgsql", "", "", npgsql_other},
    {"Connection Idle Lifetime", "npgsql", "", "", npgsql_other},
    {"Connection Pruning Interval", "npgsql", "", "", npgsql_other},
    {"Connection Lifetime", "npgsql", "", "", npgsql_other},
    {"Command Timeout", "npgsql", "", "", npgsql_other},
    {"Cancellation Timeout", "npgsql", "", "", npgsql_other},
    {"Internal Command Timeout", "npgsql", "", "", npgsql_other},
    {"Keepalive", "npgsql", "", "", npgsql_other},
    {"Tcp Keepalive", "npgsql", "", "", npgsql_other},
    {"Tcp Keepalive Time", "npgsql", "", "", npgsql_other},
    {"Tcp Keepalive Interval", "npgsql", "", "", npgsql_other},
    {"Read Buffer Size", "npgsql", "", "", npgsql_other},
    {"Write Buffer Size", "npgsql", "", "", npgsql_other},
    {"Socket Receive Buffer Size", "npgsql", "", "", npgsql_other},
    {"Socket Send Buffer Size", "npgsql", "", "", npgsql_other},
    {"Include Error Detail", "npgsql", "", "", npgsql_other},
    {"Include Failed Batched Command", "npgsql", "", "", npgsql_other},
    {"Include Realm", "npgsql", "", "", npgsql_other},
    {"Kerberos Service Name", "npgsql", "", "", npgsql_other},
    {"Persist Security Info", "npgsql", "", "", npgsql_other},
    {"Log Parameters", "npgsql", "", "", npgsql_other},
    {"Enlist", "npgsql", "", "", npgsql_other},
    {"Host Recheck Seconds", "npgsql", "", "", npgsql_other},
    {"Write Coalescing Buffer Threshold Bytes", "npgsql", "", "", npgsql_other},
    {"Load Table Composites", "npgsql", "", "", npgsql_other},
    {"Array Nullability Mode", "npgsql", "", "", npgsql_other},
    {"Server Compatibility Mode", "npgsql", "", "",
     "NoTypeLoading saves the query for types that Npgsql sends when it connects"},
    {"Check Certificate Revocation", "npgsql", "", "", npgsql_other},
    {"Trust Server Certificate", "npgsql", "", "", npgsql_other},
    {"SSL Negotiation", "npgsql", "", "", npgsql_other},
    {"Load Balance Hosts", "npgsql", "", "", npgsql_other},
    // libpq's own, of a later release than the one in use
    {"load_balance_hosts", "", "", "", "libpq 16 or later: random tries several hosts in random order"},
    // Settings of the server that some drivers take from the URL
    {"search_path", "", "", "", startup, key_effect::startup},
    {"statement_timeout", "", "", "", startup, key_effect::startup},
    {"lock_timeout", "", "", "", startup, key_effect::startup},
    {"idle_in_transaction_session_timeout", "", "", "", startup, key_effect::startup},
    {"extra_float_digits", "", "", "", startup, key_effect::startup},
    {"timezone", "", "", "", "a server setting; left out of poolprobe's own connection"},
    {"TimeZone", "", "", "", time_zone},
    {"time_zone", "", "", "", time_zone},
};

/// Sources: libpq fe-connect.c (ssl=true "for JDBC compatibility"); pgjdbc 42.7.13 SslMode.java,
/// PGProperty.java; asyncpg 0.31.0 connect_utils.py (ssl takes libpq's words); pg-connection-string
/// (no-verify); Npgsql 10 NpgsqlConnectionStringBuilder.cs; DBD::Pg dbdimp.c.
constexpr translated_key translations[] = {
    {"pgjdbc", "ssl", "true", "sslmode", "verify-full"},
    {"pgjdbc", "ssl", "", "sslmode", "verify-full"},
    {"pgjdbc", "ssl", "*", "sslmode", "prefer"},
    {"pgjdbc", "ApplicationName", "*", "application_name", "*"},
    {"pgjdbc", "connectTimeout", "*", "connect_timeout", "*"},
    {"pgjdbc", "gssEncMode", "*", "gssencmode", "*"},
    {"pgjdbc", "channelBinding", "*", "channel_binding", "*"},
    {"pgjdbc", "kerberosServerName", "*", "krbsrvname", "*"},
    {"pgjdbc", "PGHOST", "*", "host", "*"},
    {"pgjdbc", "PGPORT", "*", "port", "*"},
    {"pgjdbc", "PGDBNAME", "*", "dbname", "*"},
    {"r2dbc", "sslMode", "*", "sslmode", "*"},
    {"r2dbc", "applicationName", "*", "application_name", "*"},
    {"npgsql", "Host", "*", "host", "*"},
    {"npgsql", "Port", "*", "port", "*"},
    {"npgsql", "Database", "*", "dbname", "*"},
    {"npgsql", "Username", "*", "user", "*"},
    {"npgsql", "Password", "*", "password", "*"},
    {"npgsql", "Passfile", "*", "passfile", "*"},
    {"npgsql", "SSL Mode", "*", "sslmode", "*"},
    {"npgsql", "SSL Certificate", "*", "sslcert", "*"},
    {"npgsql", "SSL Key", "*", "sslkey", "*"},
    {"npgsql", "SSL Password", "*", "sslpassword", "*"},
    {"npgsql", "Root Certificate", "*", "sslrootcert", "*"},
    {"npgsql", "Timeout", "*", "connect_timeout", "*"},
    {"npgsql", "Application Name", "*", "application_name", "*"},
    {"npgsql", "Client Encoding", "*", "client_encoding", "*"},
    {"npgsql", "Encoding", "*", "client_encoding", "*"},
    {"npgsql", "Options", "*", "options", "*"},
    {"npgsql", "Target Session Attributes", "*", "target_session_attrs", "*"},
    {"npgsql", "Channel Binding", "*", "channel_binding", "*"},
    {"dbd-pg", "db", "*", "dbname", "*"},
    {"dbd-pg", "database", "*", "dbname", "*"},
    {"", "ssl", "true", "sslmode", "require"},
    {"", "ssl", "1", "sslmode", "require"},
    {"", "ssl", "no-verify", "sslmode", "require"},
    {"", "ssl", "false", "sslmode", "disable"},
    {"", "ssl", "0", "sslmode", "disable"},
    {"", "ssl", "*", "sslmode", "*"},
    {"", "sslmode", "no-verify", "sslmode", "require"},
};

}  // namespace

std::span<driver_key const> driver_keys() {
  static std::vector<driver_key> const all = [] {
    std::vector<driver_key> both(std::begin(rows), std::end(rows));
    for (auto const name : harmless_pgjdbc_properties()) {
      both.push_back({name, "pgjdbc", "", "", "pgjdbc's; does not change how it prepares statements"});
    }
    return both;
  }();
  return all;
}

driver_key const* find_driver_key(std::string_view key, std::string_view value, key_reader const& reader) {
  driver_key const* beneath = nullptr;
  driver_key const* anybody = nullptr;
  driver_key const* nobody = nullptr;
  for (auto const& row : driver_keys()) {
    if (row.key != key || (!row.value.empty() && row.value != value)) continue;
    auto const is_its = reader.has(row);
    if (is_its && row.driver == reader.driver) return &row;
    auto& kept = is_its ? beneath : row.driver.empty() ? nobody : anybody;
    if (kept == nullptr) kept = &row;
  }
  if (beneath != nullptr) return beneath;
  return nobody != nullptr ? nobody : anybody;
}

translated_key const* find_translation(std::string_view key, std::string_view value,
                                       std::string_view driver) {
  auto const found =
      std::find_if(std::begin(translations), std::end(translations), [&](translated_key const& row) {
        return row.key == key && (row.driver.empty() || row.driver == driver) &&
               (row.value == "*" || row.value == value);
      });
  return found == std::end(translations) ? nullptr : &*found;
}

}  // namespace poolprobe
