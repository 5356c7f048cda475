#include "drivers/aliases.hpp"

#include <algorithm>
#include <iterator>

namespace poolprobe {
namespace {

constexpr std::string_view jdbc_url = "in the JDBC URL: `jdbc:postgresql://HOST/DB?prepareThreshold=0`";
constexpr std::string_view by_sqlalchemy_url =
    "the beginning of its URL tells: `postgresql://` and `postgresql+psycopg2://` are psycopg2, "
    "`postgresql+psycopg://` is sqlalchemy-psycopg, `postgresql+asyncpg://` is sqlalchemy-asyncpg, "
    "`postgresql+pg8000://` is pg8000";
constexpr std::string_view by_go_import =
    "the import tells: `github.com/jackc/pgx/v5` is pgx, `github.com/lib/pq` is lib-pq";
constexpr std::string_view session_lock =
    "A lock of the session (`pg_advisory_lock`) around the migrations: run them over a direct connection, or "
    "in session mode.";

/// Sources: documentation and source of each project. Hibernate 6.6 and HikariCP 7.1 were recorded over
/// pgjdbc 42.7, pg-promise 12.7, MikroORM 6.6 and Kysely 0.28 over pg 8.
constexpr driver_alias rows[] = {
    // Java and Kotlin
    {.name = "JDBC", .words = "jdbc java", .drivers = "pgjdbc", .setting = jdbc_url},
    {.name = "Hibernate",
     .words = "hibernate hibernate-orm jpa",
     .drivers = "pgjdbc",
     .adds = "When it starts, one transaction block with queries to the catalogs, whose COMMIT is already a "
             "named statement. Every session runs in a block.",
     .setting = jdbc_url,
     .choose = "Hibernate Reactive is on Vert.x: `vertx`"},
    {.name = "Spring Boot or Spring Data",
     .words = "spring spring-boot springboot spring-data",
     .drivers = "pgjdbc r2dbc",
     .setting = "`spring.datasource.hikari.data-source-properties.prepareThreshold=0`, or "
                "`?prepareThreshold=0` in `spring.datasource.url`; R2DBC: `?preparedStatementCacheQueries=0` "
                "in `spring.r2dbc.url`",
     .choose =
         "`spring.datasource.url=jdbc:...` is pgjdbc (JDBC, JPA), `spring.r2dbc.url` is r2dbc (WebFlux)"},
    {.name = "Spring Data JPA or JDBC",
     .words = "spring-data-jpa spring-data-jdbc spring-jdbc jdbctemplate",
     .drivers = "pgjdbc",
     .setting = "`spring.datasource.hikari.data-source-properties.prepareThreshold=0`, or "
                "`?prepareThreshold=0` in `spring.datasource.url`"},
    {.name = "Spring Data R2DBC",
     .words = "spring-data-r2dbc webflux",
     .drivers = "r2dbc",
     .setting = "`?preparedStatementCacheQueries=0` in `spring.r2dbc.url`"},
    {.name = "HikariCP",
     .words = "hikaricp hikari",
     .drivers = "pgjdbc",
     .adds =
         "When the pool is made, an empty query and SHOW TRANSACTION ISOLATION LEVEL; an empty query when "
         "an idle connection is taken. A connection that comes back in a block gets a ROLLBACK, as a named "
         "statement.",
     .setting = "`dataSource.prepareThreshold=0` in its properties, or "
                "`config.addDataSourceProperty(\"prepareThreshold\", \"0\")`"},
    {.name = "jOOQ",
     .words = "jooq",
     .drivers = "pgjdbc",
     .setting = jdbc_url,
     .choose = "with a `ConnectionFactory` instead of a `DataSource` it is `r2dbc`"},
    {.name = "Exposed",
     .words = "exposed kotlin-exposed",
     .drivers = "pgjdbc",
     .setting = "`Database.connect(\"jdbc:postgresql://HOST/DB?prepareThreshold=0\")`",
     .choose = "the module exposed-r2dbc is `r2dbc`"},
    {.name = "Quarkus",
     .words = "quarkus panache",
     .drivers = "pgjdbc vertx",
     .setting = "`quarkus.datasource.jdbc.additional-jdbc-properties.prepareThreshold=0`; reactive: "
                "`quarkus.datasource.reactive.postgresql.use-layer7-proxy=true`",
     .choose = "`quarkus.datasource.jdbc.url` is pgjdbc, `quarkus.datasource.reactive.url` is vertx"},
    {.name = "MyBatis", .words = "mybatis ibatis", .drivers = "pgjdbc", .setting = jdbc_url},
    {.name = "Flyway",
     .words = "flyway",
     .drivers = "pgjdbc",
     .adds = "An advisory lock while it migrates: of the transaction as it comes, of the session with "
             "`flyway.postgresql.transactional.lock=false`, which then needs a direct connection.",
     .setting = "`flyway.url=jdbc:postgresql://HOST/DB?prepareThreshold=0`"},
    {.name = "Liquibase",
     .words = "liquibase",
     .drivers = "pgjdbc",
     .adds =
         "Its lock is a row of a table, which no pooler disturbs. It may set `search_path` for its session "
         "(`defaultSchemaName`): give migrations a direct connection.",
     .setting = "`url: jdbc:postgresql://HOST/DB?prepareThreshold=0` in liquibase.properties"},
    {.name = "Metabase",
     .words = "metabase",
     .drivers = "pgjdbc",
     .adds = "It sets the time zone of the session for a report, and reads in cursors inside of a block.",
     .setting = "`prepareThreshold=0` under \"Additional JDBC connection string options\"",
     .application_name = "Metabase"},
    // Python
    {.name = "SQLAlchemy",
     .words = "sqlalchemy",
     .drivers = "psycopg2 sqlalchemy-psycopg sqlalchemy-asyncpg pg8000",
     .setting = "`create_engine(url, connect_args={\"prepare_threshold\": None})` with psycopg 3, "
                "`create_async_engine(url, connect_args={\"statement_cache_size\": 0})` with asyncpg",
     .choose = by_sqlalchemy_url},
    {.name = "SQLModel",
     .words = "sqlmodel",
     .drivers = "psycopg2 sqlalchemy-psycopg sqlalchemy-asyncpg",
     .setting =
         "as SQLAlchemy: `create_engine(url, connect_args={\"prepare_threshold\": None})` with psycopg "
         "3, `{\"statement_cache_size\": 0}` with asyncpg",
     .choose = by_sqlalchemy_url},
    {.name = "psycopg", .words = "psycopg psycopg-3", .drivers = "psycopg3"},
    {.name = "Tortoise ORM",
     .words = "tortoise tortoise-orm aerich",
     .drivers = "asyncpg",
     .setting = "`asyncpg://USER@HOST/DB?statement_cache_size=0`",
     .choose = "`psycopg://` in its URL is `psycopg3`"},
    {.name = "Piccolo",
     .words = "piccolo",
     .drivers = "asyncpg",
     .setting = "`PostgresEngine(config={\"dsn\": \"...\", \"statement_cache_size\": 0})`"},
    {.name = "peewee",
     .words = "peewee",
     .drivers = "psycopg2",
     .setting = "nothing to set with psycopg2",
     .choose = "`Psycopg3Database` is `psycopg3`"},
    {.name = "aiopg", .words = "aiopg", .drivers = "psycopg2", .setting = "nothing to set"},
    {.name = "databases",
     .words = "databases encode-databases",
     .drivers = "asyncpg",
     .setting = "`Database(url, statement_cache_size=0)`",
     .choose = "`postgresql+aiopg://` in its URL is `psycopg2`"},
    {.name = "ormar",
     .words = "ormar",
     .drivers = "asyncpg",
     .setting = "`databases.Database(url, statement_cache_size=0)`",
     .choose = "on SQLAlchemy's async engine (the newest releases) it is `sqlalchemy-asyncpg`"},
    {.name = "Airflow",
     .words = "airflow apache-airflow",
     .drivers = "psycopg2",
     .adds = "`airflow db migrate` holds an advisory lock of the session: run that over a direct connection.",
     .setting = "nothing to set with psycopg2; `sql_alchemy_conn` and `sql_alchemy_connect_args` else",
     .choose = "`sql_alchemy_conn` tells: `postgresql+psycopg://` is `sqlalchemy-psycopg`, "
               "`postgresql+asyncpg://` is `sqlalchemy-asyncpg`"},
    {.name = "Superset",
     .words = "superset apache-superset",
     .drivers = "psycopg2",
     .setting = "nothing to set with psycopg2; `SQLALCHEMY_ENGINE_OPTIONS` else",
     .choose = "`SQLALCHEMY_DATABASE_URI` tells, as in SQLAlchemy"},
    {.name = "Celery",
     .words = "celery",
     .drivers = "psycopg2",
     .setting = "nothing to set with psycopg2; `database_engine_options` else",
     .choose =
         "`result_backend = \"db+postgresql://...\"` is psycopg2 by SQLAlchemy; with Django's ORM it is "
         "`django`"},
    // Go
    {.name = "sqlc",
     .words = "sqlc",
     .drivers = "pgx lib-pq",
     .setting = "pgx: `?default_query_exec_mode=exec` in the URL; lib/pq: `?binary_parameters=yes`",
     .choose =
         "`sql_package: pgx/v5` in sqlc.yaml is pgx; with `database/sql` the import of the driver tells"},
    {.name = "ent",
     .words = "ent entgo",
     .drivers = "lib-pq pgx",
     .setting = "lib/pq: `?binary_parameters=yes`; pgx: `?default_query_exec_mode=exec`",
     .choose = by_go_import},
    {.name = "xorm",
     .words = "xorm",
     .drivers = "lib-pq pgx",
     .setting = "lib/pq: `?binary_parameters=yes`; pgx: `?default_query_exec_mode=exec`",
     .choose = by_go_import},
    {.name = "goose",
     .words = "goose pressly-goose",
     .drivers = "pgx",
     .adds =
         "With `WithSessionLocker` an advisory lock of the session while it migrates: that needs a direct "
         "connection.",
     .setting = "`?default_query_exec_mode=exec` in the connection text (`GOOSE_DBSTRING`)"},
    {.name = "golang-migrate",
     .words = "golang-migrate migrate",
     .drivers = "lib-pq",
     .adds = session_lock,
     .setting = "`?binary_parameters=yes` in the URL",
     .choose = "`pgx5://` in its URL is `pgx`",
     .also_required = "PP202"},
    {.name = "SpiceDB",
     .words = "spicedb",
     .drivers = "pgx",
     .setting = "`?default_query_exec_mode=exec` in `--datastore-conn-uri`"},
    // Rust
    {.name = "SeaORM",
     .words = "seaorm sea-orm",
     .drivers = "sqlx",
     .setting = "none that helps: sqlx names its statements whatever its capacity is"},
    {.name = "deadpool",
     .words = "deadpool deadpool-postgres",
     .drivers = "tokio-postgres",
     .adds = "With `RecyclingMethod::Clean` it resets the session with several statements whenever a "
             "connection comes back; `Fast` sends nothing."},
    {.name = "bb8", .words = "bb8 bb8-postgres", .drivers = "tokio-postgres"},
    // JavaScript
    {.name = "pg", .words = "pg", .drivers = "node-postgres"},
    {.name = "Neon's serverless driver",
     .words = "neon-serverless neondatabase vercel-postgres",
     .drivers = "node-postgres",
     .adds = "`Pool` and `Client` send what pg sends, by WebSocket. `neon()` asks over HTTP: there is no "
             "session at all, so nothing of this page applies to it."},
    {.name = "Kysely",
     .words = "kysely",
     .drivers = "node-postgres",
     .setting = "nothing to set on pg; `postgres(url, { prepare: false })` with kysely-postgres-js",
     .choose = "with the dialect kysely-postgres-js it is `postgres-js`, but BEGIN and COMMIT are simple "
               "queries"},
    {.name = "MikroORM",
     .words = "mikroorm mikro-orm",
     .drivers = "node-postgres",
     .adds = "Version 6 puts the values into the text itself and sends simple queries only.",
     .setting = "nothing to set"},
    {.name = "pg-promise",
     .words = "pg-promise pgpromise",
     .drivers = "node-postgres",
     .adds = "It puts the values into the text itself and sends simple queries only, unless a program uses "
             "PreparedStatement.",
     .setting = "nothing to set; do without `PreparedStatement`"},
    {.name = "Objection", .words = "objection objection.js", .drivers = "knex", .setting = "nothing to set"},
    {.name = "Prisma",
     .words = "prisma prisma-client",
     .drivers = "prisma-6 prisma-7",
     .setting =
         "up to 6: `?pgbouncer=true` in the URL (not with a pooler that tracks statements); 7 needs none",
     .choose =
         "the version in package.json: up to 6 with its own engine is prisma-6; 7, or `@prisma/adapter-pg`, "
         "is prisma-7"},
    {.name = "n8n", .words = "n8n", .drivers = "typeorm", .setting = "nothing to set"},
    // Ruby, PHP, Elixir, .NET
    {.name = "ActiveRecord",
     .words = "activerecord active-record",
     .drivers = "rails",
     .setting = "`prepared_statements: false` in database.yml"},
    {.name = "Rails migrations",
     .words = "rails-migrations rails-migrate",
     .drivers = "rails",
     .adds = "An advisory lock of the session (`pg_try_advisory_lock`) around the migrations: "
             "`advisory_locks: false` in database.yml, or a direct connection for them.",
     .setting = "`prepared_statements: false` and `advisory_locks: false` in database.yml",
     .also_required = "PP202"},
    {.name = "Doctrine",
     .words = "doctrine pdo symfony",
     .drivers = "php-pdo",
     .setting = "`driverOptions: [PDO::ATTR_EMULATE_PREPARES => true]`; DBAL's `pgsql` driver is not PDO"},
    {.name = "Eloquent",
     .words = "eloquent",
     .drivers = "laravel",
     .setting = "`'options' => [PDO::ATTR_EMULATE_PREPARES => true]` in config/database.php"},
    {.name = "Postgrex",
     .words = "postgrex phoenix",
     .drivers = "ecto",
     .setting = "`prepare: :unnamed` in the Repo's configuration"},
    {.name = "Entity Framework Core",
     .words = "efcore ef-core entity-framework dapper",
     .drivers = "npgsql",
     .setting = "`Max Auto Prepare=0`, as it comes"},
    // Servers and tools
    {.name = "PostgREST",
     .words = "postgrest hasql",
     .drivers = "libpq:prepared",
     .adds = "It names its statements `0`, `1`, `2` (hasql), sets the role and the claims inside of each "
             "transaction, and listens for schema changes: that one connection needs a direct address "
             "(`db-channel-enabled = false` does without).",
     .setting = "`db-prepared-statements = false`, or `PGRST_DB_PREPARED_STATEMENTS=false`",
     .application_name = "PostgREST"},
    {.name = "Hasura",
     .words = "hasura graphql-engine",
     .drivers = "libpq:prepared",
     .adds = "It names its statements by a counter. Its metadata database needs a direct address.",
     .setting = "`HASURA_GRAPHQL_USE_PREPARED_STATEMENTS=false`, or `use_prepared_statements: false` of the "
                "source"},
    {.name = "tools around PostGIS",
     .words = "postgis qgis ogr2ogr gdal osm2pgsql shp2pgsql",
     .drivers = "libpq",
     .adds =
         "They read in cursors inside of a block, set `search_path` and use temporary tables: give them a "
         "direct connection for an import.",
     .choose = "GeoServer is on `pgjdbc` (preparedStatements=false in its store); a web framework with a "
               "`postgis://` URL is judged by its own name",
     .application_name = "QGIS"},
};

std::string lower(std::string_view text) {
  std::string letters(text);
  for (char& c : letters) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == ' ' ? '-' : c;
  return letters;
}

std::vector<std::string> words_in(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    auto const end = std::min(text.find(' '), text.size());
    all.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return all;
}

/// With the configuration that the user names, else with the one that the row names.
driver_choice beneath(driver_alias const& alias, std::string_view config) {
  auto const drivers = drivers_of(alias);
  if (drivers.size() != 1) return {};
  auto const& id = drivers.front();
  if (config.empty()) return find_driver(id);
  return find_driver(id.substr(0, id.find(':')) + std::string(config));
}

}  // namespace

std::span<driver_alias const> driver_aliases() { return rows; }

std::vector<std::string> drivers_of(driver_alias const& alias) { return words_in(alias.drivers); }

driver_alias const* find_alias(std::string_view name) {
  auto const wanted = lower(name);
  auto const found = std::find_if(std::begin(rows), std::end(rows), [&wanted](driver_alias const& row) {
    auto const words = words_in(row.words);
    return lower(row.name) == wanted || std::find(words.begin(), words.end(), wanted) != words.end();
  });
  return found == std::end(rows) ? nullptr : &*found;
}

named_driver find_named_driver(std::string_view name) {
  if (auto const choice = find_driver(name); choice.driver != nullptr) return {choice, nullptr};
  auto const colon = std::min(name.find(':'), name.size());
  auto const* const alias = find_alias(name.substr(0, colon));
  if (alias == nullptr) return {};
  return {beneath(*alias, name.substr(colon)), alias};
}

std::vector<std::string> all_driver_names() {
  auto all = all_driver_ids();
  for (auto const& row : rows) {
    for (auto& word : words_in(row.words)) all.push_back(std::move(word));
  }
  return all;
}

}  // namespace poolprobe
