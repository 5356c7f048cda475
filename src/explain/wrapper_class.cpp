#include "explain/wrapper_class.hpp"

#include <algorithm>
#include <iterator>

#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view lock_meaning =
    "Another process holds the lock of the migrations, or a session that is long gone does: the lock belongs "
    "to "
    "the server connection, which a pooler hands on to others";
constexpr std::string_view lock_remedy =
    "Migrate over a direct connection, or in session mode; Rails: `advisory_locks: false` in database.yml";

constexpr std::string_view closed_meaning =
    "The other side closed the connection. PostgreSQL and PgBouncer say why in a FATAL error before they do; "
    "a proxy, a "
    "firewall or an idle timeout says nothing";
constexpr std::string_view closed_remedy =
    "Look for the FATAL error in the lines before and in the pooler's log, and explain that; keep the "
    "lifetime of idle "
    "connections in the program's pool below the pooler's; where a NAT or balancer lies between, "
    "`keepalives_idle=60` (libpq) or the driver's word for it";

/// What drivers and their pools say themselves, without an SQLSTATE of the server's.
constexpr wrapper_class own_words[] = {
    {"Connection is not available, request timed out",
     "HikariCP",
     {},
     "",
     "The program's own pool is empty: all its connections are in use, or wait for the pooler",
     "End transactions sooner; keep `maximumPoolSize` of all instances below what the pooler serves at once"},
    {"QueuePool limit",
     "SQLAlchemy's pool",
     {},
     "",
     "The program's own pool is empty: connections are not given back, or wait for the pooler",
     "Close sessions; behind a pooler `poolclass=NullPool` leaves pooling to it"},
    {"'<' not supported between instances of 'str' and 'int'", "asyncpg or psycopg 3, under SQLAlchemy",
     list_of<"sqlalchemy-asyncpg", "sqlalchemy-psycopg">, "",
     "A number in the URL arrives as text: `statement_cache_size` and `prepare_threshold` do not work there",
     "`connect_args={\"statement_cache_size\": 0}`, `connect_args={\"prepare_threshold\": None}`"},
    {"invalid URI query parameter",
     "libpq",
     {},
     "",
     "A key of the URL is another driver's (`pgbouncer=true` is Prisma's, `prepareThreshold` pgjdbc's), and "
     "libpq "
     "refuses it",
     "Take it out of the URL; `poolprobe check --offline TARGET` says whose it is"},
    {"invalid connection option",
     "libpq",
     {},
     "",
     "A key of the connection text is another driver's, and libpq refuses it",
     "Take it out; `poolprobe check --offline TARGET` says whose it is"},
    {"commit unexpectedly resulted in rollback", "pgx", list_of<"pgx">, "",
     "COMMIT was answered by ROLLBACK: an earlier statement of the block failed, and nothing was kept",
     "Find the first error of the block and explain that one"},
    {"could not complete operation in a failed transaction", "lib/pq", list_of<"lib-pq">, "",
     "An earlier statement of the block failed, so nothing of it is kept",
     "Find the first error of the block and explain that one"},
    {"can't acquire database lock", "golang-migrate", list_of<"lib-pq">, "", lock_meaning,
     "Migrate over a direct connection, or in session mode", list_of<"PP202">},
    {"unexpected Parse response", "lib/pq", list_of<"lib-pq">, "",
     "The answers are not those of the questions: lib/pq and the connection are out of step, often after one "
     "was "
     "used by two goroutines or a pooler closed it",
     "A newer lib/pq; close the connection after an error"},
    {"server closed the connection unexpectedly",
     "libpq",
     {},
     "",
     closed_meaning,
     closed_remedy,
     list_of<"PP107", "PP108">},
    {"Connection terminated unexpectedly",
     "node-postgres",
     {},
     "",
     closed_meaning,
     closed_remedy,
     list_of<"PP107", "PP108">},
    {"This connection has been closed",
     "pgjdbc",
     {},
     "",
     closed_meaning,
     closed_remedy,
     list_of<"PP107", "PP108">},
    {"SSL SYSCALL error: EOF detected",
     "libpq",
     {},
     "",
     closed_meaning,
     closed_remedy,
     list_of<"PP107", "PP108">},
    {"connection was closed in the middle of operation",
     "asyncpg",
     {},
     "",
     closed_meaning,
     closed_remedy,
     list_of<"PP107", "PP108">},
};

/// Class names are those of the projects' own sources and documentation.
constexpr wrapper_class rows[] = {
    // Python
    {"sqlalchemy.dialects.postgresql.asyncpg", "SQLAlchemy on asyncpg", list_of<"sqlalchemy-asyncpg">},
    {"asyncpg.exceptions.DuplicatePreparedStatementError", "asyncpg", list_of<"asyncpg">, "42P05"},
    {"asyncpg.exceptions.InvalidSQLStatementNameError", "asyncpg", list_of<"asyncpg">, "26000"},
    {"DuplicatePreparedStatementError", "asyncpg", list_of<"asyncpg">, "42P05"},
    {"InvalidSQLStatementNameError", "asyncpg", list_of<"asyncpg">, "26000"},
    {"InvalidCachedStatementError", "asyncpg", list_of<"asyncpg">, "0A000"},
    {"asyncpg.exceptions", "asyncpg", list_of<"asyncpg">},
    {"psycopg.errors.DuplicatePreparedStatement", "psycopg 3", list_of<"psycopg3">, "42P05"},
    {"psycopg.errors.InvalidSqlStatementName", "psycopg 3", list_of<"psycopg3">, "26000"},
    {"psycopg.errors.", "psycopg 3", list_of<"psycopg3">},
    {"psycopg.OperationalError", "psycopg 3", list_of<"psycopg3">},
    {"psycopg2.errors.InvalidCursorName", "psycopg2", list_of<"psycopg2">, "34000"},
    {"psycopg2.errors.InFailedSqlTransaction", "psycopg2", list_of<"psycopg2">, "25P02"},
    {"psycopg2.", "psycopg2", list_of<"psycopg2">},
    {"django.db.utils.", "Django", list_of<"django">},
    {"pg8000.", "pg8000", list_of<"pg8000">},
    // Go
    {"*pgconn.PgError", "pgx", list_of<"pgx">},
    {"pgconn.PgError", "pgx", list_of<"pgx">},
    {"failed to connect to `", "pgx", list_of<"pgx">},
    {"pq: ", "lib/pq", list_of<"lib-pq">},
    {"gorm.io/", "GORM", list_of<"gorm">},
    // JVM
    {"liquibase.exception.LockException", "Liquibase", list_of<"pgjdbc">, "",
     "A row in DATABASECHANGELOGLOCK says that somebody migrates. No pooler has to do with it: a process "
     "died "
     "before it gave the lock back",
     "`liquibase release-locks`, once nobody migrates"},
    {"org.flywaydb.", "Flyway, on pgjdbc", list_of<"pgjdbc">},
    {"org.hibernate.", "Hibernate, on pgjdbc", list_of<"pgjdbc">},
    {"io.r2dbc.postgresql.", "R2DBC", list_of<"r2dbc">},
    {"io.vertx.pgclient.PgException", "Vert.x", list_of<"vertx">},
    {"org.postgresql.util.PSQLException", "pgjdbc", list_of<"pgjdbc">},
    {"PSQLException", "pgjdbc", list_of<"pgjdbc">},
    // .NET
    {"Npgsql.PostgresException", "Npgsql", list_of<"npgsql">},
    {"Npgsql.NpgsqlException", "Npgsql", list_of<"npgsql">},
    // JavaScript
    {"NeonDbError", "Neon's serverless driver", list_of<"node-postgres">, "",
     "Neon's driver for HTTP and WebSocket wraps the server's error in it; `code` has the SQLSTATE, "
     "`sourceError` "
     "the cause. By HTTP (`neon()`) each query is a session of its own: nothing of a session lasts",
     "`Pool` or `Client` of the same package where a session or a transaction is needed; explain the error "
     "that it "
     "wraps"},
    {"PrismaClientUnknownRequestError", "Prisma", list_of<"prisma-6", "prisma-7">, "",
     "Prisma knows no code of its own for the error; the server's error is in its text (`PostgresError { "
     "code: "
     "..., message: ... }`)",
     "Explain that message; up to Prisma 6 a pooler without prepared statements needs `?pgbouncer=true`"},
    {"PrismaClientInitializationError", "Prisma", list_of<"prisma-6", "prisma-7">, "",
     "Prisma could not connect or log in: address, password, or a startup parameter that the pooler refuses",
     "Try the same URL: `poolprobe check TARGET`; leave `schema=` and `options=` out of a pooler's URL"},
    {"PrismaClientKnownRequestError", "Prisma", list_of<"prisma-6", "prisma-7">},
    {"ConnectorError(ConnectorError", "Prisma's engine", list_of<"prisma-6">},
    {"DrizzleQueryError", "Drizzle", list_of<"drizzle">},
    {"QueryFailedError", "TypeORM", list_of<"typeorm">},
    {"SequelizeDatabaseError", "Sequelize", list_of<"sequelize">},
    {"SequelizeConnectionError", "Sequelize", list_of<"sequelize">},
    {"node_modules/pg-promise/", "pg-promise", list_of<"node-postgres">},
    {"node_modules/knex/", "Knex", list_of<"knex">},
    {"node_modules/pg/lib", "node-postgres", list_of<"node-postgres">},
    {"pg-protocol", "node-postgres", list_of<"node-postgres">},
    {"node_modules/postgres/", "postgres.js", list_of<"postgres-js">},
    {"PostgresError:", "postgres.js", list_of<"postgres-js">},
    // Ruby
    {"ActiveRecord::ConcurrentMigrationError", "Rails", list_of<"rails">, "", lock_meaning, lock_remedy,
     list_of<"PP202">},
    {"ActiveRecord::PreparedStatementCacheExpired", "Rails", list_of<"rails">, "0A000",
     "A table was changed after Rails had prepared a statement for it, inside of a transaction, where Rails "
     "cannot "
     "prepare it again by itself",
     "`prepared_statements: false` in database.yml, or run the transaction again", list_of<"PP112">},
    {"PG::DuplicatePstatement", "Rails", list_of<"rails">, "42P05"},
    {"PG::InvalidSqlStatementName", "Rails", list_of<"rails">, "26000"},
    {"ActiveRecord::", "Rails", list_of<"rails">},
    {"PG::", "Ruby's pg", list_of<"rails">},
    // Rust
    {"sqlx::", "sqlx", list_of<"sqlx">},
    {"PgDatabaseError", "sqlx", list_of<"sqlx">},
    {"error returned from database", "sqlx", list_of<"sqlx">},
    {"diesel::result", "diesel", list_of<"diesel">},
    {"tokio_postgres::", "tokio-postgres", list_of<"tokio-postgres">},
    {"db error: ", "tokio-postgres", list_of<"tokio-postgres">},
    // Elixir, PHP, Perl
    {"(Postgrex.Error)", "Ecto (Postgrex)", list_of<"ecto">},
    {"DBConnection.ConnectionError", "Ecto (Postgrex)", list_of<"ecto">},
    {"Illuminate\\Database", "Laravel", list_of<"laravel">},
    {"PDOException", "PHP PDO", list_of<"php-pdo">},
    {"Doctrine\\DBAL", "Doctrine, on PHP PDO", list_of<"php-pdo">},
    {"SQLSTATE[", "PHP PDO", list_of<"php-pdo">},
    {"DBD::Pg::", "Perl's DBD::Pg", list_of<"dbd-pg">},
    // Haskell
    {"PGRST", "PostgREST", list_of<"libpq:prepared">},
};

}  // namespace

std::vector<wrapper_class> wrapper_classes() {
  std::vector<wrapper_class> all(std::begin(own_words), std::end(own_words));
  all.insert(all.end(), std::begin(rows), std::end(rows));
  return all;
}

std::vector<wrapper_class> wrappers_in(std::string_view text) {
  std::vector<wrapper_class> found;
  for (auto const& row : wrapper_classes()) {
    if (text.find(row.mark) == std::string_view::npos) continue;
    auto const is_known = std::any_of(found.begin(), found.end(), [&row](wrapper_class const& other) {
      return (!row.drivers.empty() && std::ranges::equal(other.drivers, row.drivers)) ||
             other.mark.find(row.mark) != std::string_view::npos;
    });
    if (!is_known) found.push_back(row);
  }
  return found;
}

}  // namespace poolprobe
