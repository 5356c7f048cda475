#include "drivers/framework_names.hpp"

#include <algorithm>
#include <iterator>

#include "drivers/engine/package_version.hpp"
#include "drivers/package_names.hpp"
#include "text/ascii.hpp"
#include "text/static_string_list.hpp"

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
/// pgjdbc 42.7.
constexpr framework_entry rows[] = {
    // Java and Kotlin
    {.name = "JDBC", .words = list_of<"jdbc", "java">, .drivers = list_of<"pgjdbc">, .setting = jdbc_url},
    {.name = "Hibernate",
     .words = list_of<"hibernate", "hibernate-orm", "jpa">,
     .drivers = list_of<"pgjdbc">,
     .adds = "When it starts, one transaction block with queries to the catalogs, whose COMMIT is already a "
             "named statement. Every session runs in a block.",
     .setting = jdbc_url,
     .choose = "Hibernate Reactive is on Vert.x: `vertx`"},
    {.name = "Spring Boot or Spring Data",
     .words = list_of<"spring", "spring-boot", "springboot", "spring-data">,
     .drivers = list_of<"pgjdbc", "r2dbc">,
     .setting = "`spring.datasource.hikari.data-source-properties.prepareThreshold=0`, or "
                "`?prepareThreshold=0` in `spring.datasource.url`; R2DBC: `?preparedStatementCacheQueries=0` "
                "in `spring.r2dbc.url`",
     .choose =
         "`spring.datasource.url=jdbc:...` is pgjdbc (JDBC, JPA), `spring.r2dbc.url` is r2dbc (WebFlux)"},
    {.name = "Spring Data JPA or JDBC",
     .words = list_of<"spring-data-jpa", "spring-data-jdbc", "spring-jdbc", "jdbctemplate">,
     .drivers = list_of<"pgjdbc">,
     .setting = "`spring.datasource.hikari.data-source-properties.prepareThreshold=0`, or "
                "`?prepareThreshold=0` in `spring.datasource.url`"},
    {.name = "Spring Data R2DBC",
     .words = list_of<"spring-data-r2dbc", "webflux">,
     .drivers = list_of<"r2dbc">,
     .setting = "`?preparedStatementCacheQueries=0` in `spring.r2dbc.url`"},
    {.name = "HikariCP",
     .words = list_of<"hikaricp", "hikari">,
     .drivers = list_of<"pgjdbc">,
     .adds =
         "When the pool is made, an empty query and SHOW TRANSACTION ISOLATION LEVEL; an empty query when "
         "an idle connection is taken. A connection that comes back in a block gets a ROLLBACK, as a named "
         "statement.",
     .setting = "`dataSource.prepareThreshold=0` in its properties, or "
                "`config.addDataSourceProperty(\"prepareThreshold\", \"0\")`"},
    {.name = "jOOQ",
     .words = list_of<"jooq">,
     .drivers = list_of<"pgjdbc">,
     .setting = jdbc_url,
     .choose = "with a `ConnectionFactory` instead of a `DataSource` it is `r2dbc`"},
    {.name = "Exposed",
     .words = list_of<"exposed", "kotlin-exposed">,
     .drivers = list_of<"pgjdbc">,
     .setting = "`Database.connect(\"jdbc:postgresql://HOST/DB?prepareThreshold=0\")`",
     .choose = "the module exposed-r2dbc is `r2dbc`"},
    {.name = "Quarkus",
     .words = list_of<"quarkus", "panache">,
     .drivers = list_of<"pgjdbc", "vertx">,
     .setting = "`quarkus.datasource.jdbc.additional-jdbc-properties.prepareThreshold=0`; reactive: "
                "`quarkus.datasource.reactive.postgresql.use-layer7-proxy=true`",
     .choose = "`quarkus.datasource.jdbc.url` is pgjdbc, `quarkus.datasource.reactive.url` is vertx"},
    {.name = "MyBatis",
     .words = list_of<"mybatis", "ibatis">,
     .drivers = list_of<"pgjdbc">,
     .setting = jdbc_url},
    {.name = "Flyway",
     .words = list_of<"flyway">,
     .drivers = list_of<"pgjdbc">,
     .adds = "An advisory lock while it migrates: of the transaction as it comes, of the session with "
             "`flyway.postgresql.transactional.lock=false`, which then needs a direct connection.",
     .setting = "`flyway.url=jdbc:postgresql://HOST/DB?prepareThreshold=0`"},
    {.name = "Liquibase",
     .words = list_of<"liquibase">,
     .drivers = list_of<"pgjdbc">,
     .adds =
         "Its lock is a row of a table, which no pooler disturbs. It may set `search_path` for its session "
         "(`defaultSchemaName`): give migrations a direct connection.",
     .setting = "`url: jdbc:postgresql://HOST/DB?prepareThreshold=0` in liquibase.properties"},
    {.name = "Metabase",
     .words = list_of<"metabase">,
     .drivers = list_of<"pgjdbc">,
     .adds = "It sets the time zone of the session for a report, and reads in cursors inside of a block.",
     .setting = "`prepareThreshold=0` under \"Additional JDBC connection string options\"",
     .application_name = "Metabase"},
    // Python
    {.name = "SQLAlchemy",
     .words = list_of<"sqlalchemy">,
     .drivers = list_of<"psycopg2", "sqlalchemy-psycopg", "sqlalchemy-asyncpg", "pg8000">,
     .setting = "`create_engine(url, connect_args={\"prepare_threshold\": None})` with psycopg 3, "
                "`create_async_engine(url, connect_args={\"statement_cache_size\": 0})` with asyncpg",
     .choose = by_sqlalchemy_url},
    {.name = "SQLModel",
     .words = list_of<"sqlmodel">,
     .drivers = list_of<"psycopg2", "sqlalchemy-psycopg", "sqlalchemy-asyncpg">,
     .setting =
         "as SQLAlchemy: `create_engine(url, connect_args={\"prepare_threshold\": None})` with psycopg "
         "3, `{\"statement_cache_size\": 0}` with asyncpg",
     .choose = by_sqlalchemy_url},
    {.name = "psycopg", .words = list_of<"psycopg", "psycopg-3">, .drivers = list_of<"psycopg3">},
    {.name = "Tortoise ORM",
     .words = list_of<"tortoise", "tortoise-orm", "aerich">,
     .drivers = list_of<"asyncpg">,
     .setting = "`asyncpg://USER@HOST/DB?statement_cache_size=0`",
     .choose = "`psycopg://` in its URL is `psycopg3`"},
    {.name = "Piccolo",
     .words = list_of<"piccolo">,
     .drivers = list_of<"asyncpg">,
     .setting = "`PostgresEngine(config={\"dsn\": \"...\", \"statement_cache_size\": 0})`"},
    {.name = "peewee",
     .words = list_of<"peewee">,
     .drivers = list_of<"psycopg2">,
     .setting = "nothing to set with psycopg2",
     .choose = "`Psycopg3Database` is `psycopg3`"},
    {.name = "aiopg", .words = list_of<"aiopg">, .drivers = list_of<"psycopg2">, .setting = "nothing to set"},
    {.name = "databases",
     .words = list_of<"databases", "encode-databases">,
     .drivers = list_of<"asyncpg">,
     .setting = "`Database(url, statement_cache_size=0)`",
     .choose = "`postgresql+aiopg://` in its URL is `psycopg2`"},
    {.name = "ormar",
     .words = list_of<"ormar">,
     .drivers = list_of<"asyncpg">,
     .setting = "`databases.Database(url, statement_cache_size=0)`",
     .choose = "on SQLAlchemy's async engine (the newest releases) it is `sqlalchemy-asyncpg`"},
    {.name = "Airflow",
     .words = list_of<"airflow", "apache-airflow">,
     .drivers = list_of<"psycopg2">,
     .adds = "`airflow db migrate` holds an advisory lock of the session: run that over a direct connection.",
     .setting = "nothing to set with psycopg2; `sql_alchemy_conn` and `sql_alchemy_connect_args` else",
     .choose = "`sql_alchemy_conn` tells: `postgresql+psycopg://` is `sqlalchemy-psycopg`, "
               "`postgresql+asyncpg://` is `sqlalchemy-asyncpg`"},
    {.name = "Superset",
     .words = list_of<"superset", "apache-superset">,
     .drivers = list_of<"psycopg2">,
     .setting = "nothing to set with psycopg2; `SQLALCHEMY_ENGINE_OPTIONS` else",
     .choose = "`SQLALCHEMY_DATABASE_URI` tells, as in SQLAlchemy"},
    {.name = "Celery",
     .words = list_of<"celery">,
     .drivers = list_of<"psycopg2">,
     .setting = "nothing to set with psycopg2; `database_engine_options` else",
     .choose =
         "`result_backend = \"db+postgresql://...\"` is psycopg2 by SQLAlchemy; with Django's ORM it is "
         "`django`"},
    // Go
    {.name = "sqlc",
     .words = list_of<"sqlc">,
     .drivers = list_of<"pgx", "lib-pq">,
     .setting = "pgx: `?default_query_exec_mode=exec` in the URL; lib/pq: `?binary_parameters=yes`",
     .choose =
         "`sql_package: pgx/v5` in sqlc.yaml is pgx; with `database/sql` the import of the driver tells"},
    {.name = "ent",
     .words = list_of<"ent", "entgo">,
     .drivers = list_of<"lib-pq", "pgx">,
     .setting = "lib/pq: `?binary_parameters=yes`; pgx: `?default_query_exec_mode=exec`",
     .choose = by_go_import},
    {.name = "xorm",
     .words = list_of<"xorm">,
     .drivers = list_of<"lib-pq", "pgx">,
     .setting = "lib/pq: `?binary_parameters=yes`; pgx: `?default_query_exec_mode=exec`",
     .choose = by_go_import},
    {.name = "sqlx for Go",
     .words = list_of<"jmoiron-sqlx", "go-sqlx">,
     .drivers = list_of<"lib-pq", "pgx">,
     .setting = "lib/pq: `?binary_parameters=yes`; pgx: `?default_query_exec_mode=exec`",
     .choose = by_go_import},
    {.name = "goose",
     .words = list_of<"goose", "pressly-goose">,
     .drivers = list_of<"pgx">,
     .adds =
         "With `WithSessionLocker` an advisory lock of the session while it migrates: that needs a direct "
         "connection.",
     .setting = "`?default_query_exec_mode=exec` in the connection text (`GOOSE_DBSTRING`)"},
    {.name = "golang-migrate",
     .words = list_of<"golang-migrate", "migrate">,
     .drivers = list_of<"lib-pq">,
     .adds = session_lock,
     .setting = "`?binary_parameters=yes` in the URL",
     .choose = "`pgx5://` in its URL is `pgx`",
     .also_required = list_of<"PP202">},
    {.name = "SpiceDB",
     .words = list_of<"spicedb">,
     .drivers = list_of<"pgx">,
     .setting = "`?default_query_exec_mode=exec` in `--datastore-conn-uri`"},
    // Rust
    {.name = "SeaORM",
     .words = list_of<"seaorm", "sea-orm">,
     .drivers = list_of<"sqlx">,
     .setting = "none that helps: sqlx names its statements whatever its capacity is"},
    {.name = "deadpool",
     .words = list_of<"deadpool", "deadpool-postgres">,
     .drivers = list_of<"tokio-postgres">,
     .adds = "With `RecyclingMethod::Clean` it resets the session with several statements whenever a "
             "connection comes back; `Fast` sends nothing."},
    {.name = "bb8", .words = list_of<"bb8", "bb8-postgres">, .drivers = list_of<"tokio-postgres">},
    // JavaScript
    {.name = "pg", .words = list_of<"pg">, .drivers = list_of<"node-postgres">},
    {.name = "Neon's serverless driver",
     .words = list_of<"neon-serverless", "neondatabase", "vercel-postgres">,
     .drivers = list_of<"node-postgres">,
     .adds = "`Pool` and `Client` send what pg sends, by WebSocket. `neon()` asks over HTTP: there is no "
             "session at all, so nothing of this page applies to it."},
    {.name = "MikroORM", .words = list_of<"mikroorm">, .drivers = list_of<"mikro-orm">},
    {.name = "pgpromise", .words = list_of<"pgpromise">, .drivers = list_of<"pg-promise">},
    {.name = "Objection",
     .words = list_of<"objection", "objection.js">,
     .drivers = list_of<"knex">,
     .setting = "nothing to set"},
    {.name = "Prisma",
     .words = list_of<"prisma", "prisma-client">,
     .drivers = list_of<"prisma-6", "prisma-7">,
     .setting =
         "up to 6: `?pgbouncer=true` in the URL (not with a pooler that tracks statements); 7 needs none",
     .choose =
         "the version in package.json: up to 6 with its own engine is prisma-6; 7, or `@prisma/adapter-pg`, "
         "is prisma-7",
     .package = "prisma",
     .from = "7"},
    {.name = "n8n", .words = list_of<"n8n">, .drivers = list_of<"typeorm">, .setting = "nothing to set"},
    // Ruby, PHP, Elixir, .NET
    {.name = "ActiveRecord",
     .words = list_of<"activerecord", "active-record">,
     .drivers = list_of<"rails">,
     .setting = "`prepared_statements: false` in database.yml"},
    {.name = "Rails migrations",
     .words = list_of<"rails-migrations", "rails-migrate">,
     .drivers = list_of<"rails">,
     .adds = "An advisory lock of the session (`pg_try_advisory_lock`) around the migrations: "
             "`advisory_locks: false` in database.yml, or a direct connection for them.",
     .setting = "`prepared_statements: false` and `advisory_locks: false` in database.yml",
     .also_required = list_of<"PP202">},
    {.name = "Doctrine",
     .words = list_of<"doctrine", "pdo", "symfony">,
     .drivers = list_of<"php-pdo">,
     .setting = "`driverOptions: [PDO::ATTR_EMULATE_PREPARES => true]`; DBAL's `pgsql` driver is not PDO"},
    {.name = "Eloquent",
     .words = list_of<"eloquent">,
     .drivers = list_of<"laravel">,
     .setting = "`'options' => [PDO::ATTR_EMULATE_PREPARES => true]` in config/database.php"},
    {.name = "Postgrex",
     .words = list_of<"postgrex", "phoenix">,
     .drivers = list_of<"ecto">,
     .setting = "`prepare: :unnamed` in the Repo's configuration"},
    {.name = "Entity Framework Core",
     .words = list_of<"efcore", "ef-core", "entity-framework", "dapper">,
     .drivers = list_of<"npgsql">,
     .setting = "`Max Auto Prepare=0`, as it comes"},
    // Servers and tools
    {.name = "PostgREST",
     .words = list_of<"postgrest", "hasql">,
     .drivers = list_of<"libpq:prepared">,
     .adds = "It names its statements `0`, `1`, `2` (hasql), sets the role and the claims inside of each "
             "transaction, and listens for schema changes: that one connection needs a direct address "
             "(`db-channel-enabled = false` does without).",
     .setting = "`db-prepared-statements = false`, or `PGRST_DB_PREPARED_STATEMENTS=false`",
     .application_name = "PostgREST"},
    {.name = "Hasura",
     .words = list_of<"hasura", "graphql-engine">,
     .drivers = list_of<"libpq:prepared">,
     .adds = "It names its statements by a counter. Its metadata database needs a direct address.",
     .setting = "`HASURA_GRAPHQL_USE_PREPARED_STATEMENTS=false`, or `use_prepared_statements: false` of the "
                "source"},
    {.name = "tools around PostGIS",
     .words = list_of<"postgis", "qgis", "ogr2ogr", "gdal", "osm2pgsql", "shp2pgsql">,
     .drivers = list_of<"libpq">,
     .adds =
         "They read in cursors inside of a block, set `search_path` and use temporary tables: give them a "
         "direct connection for an import.",
     .choose = "GeoServer is on `pgjdbc` (preparedStatements=false in its store); a web framework with a "
               "`postgis://` URL is judged by its own name",
     .application_name = "QGIS"},
};

/// "Spring Boot" is spring-boot.
std::string id_like(std::string_view name) {
  auto id = lower_case(name);
  std::replace(id.begin(), id.end(), ' ', '-');
  return id;
}

/// The package on whose versions the driver's generations depend; empty where none does.
std::string_view package_of(driver const& of) {
  for (auto const& c : of.configs) {
    if (!c.holds_for.package.empty()) return c.holds_for.package;
  }
  return {};
}

/// "asyncpg==0.30" and "pg@8.11" as "asyncpg@asyncpg=0.30" and so on: a version without its package, as
/// package managers write it, is of the driver's own.
std::string with_package(std::string name) {
  if (auto const at = name.find("=="); at != std::string::npos) name.replace(at, 2, "@");
  if (auto const colon = name.rfind(':'); colon != std::string::npos && find_driver(name).driver == nullptr &&
                                          is_package_version(std::string_view(name).substr(colon + 1)))
    name[colon] = '@';  // "org.postgresql:postgresql:42.7"
  auto const at = name.find('@');
  if (at == std::string::npos || name.find('=', at) != std::string::npos) return name;
  if (!is_package_version(std::string_view(name).substr(at + 1))) return name;
  auto const found = find_driver(name.substr(0, at));
  auto const package = found.driver == nullptr ? std::string_view() : package_of(*found.driver);
  if (!package.empty()) name.insert(at + 1, std::string(package) + "=");
  return name;
}

/// The driver that the version of the framework's own package stands for ("@prisma=6", "@6"); empty where it
/// does not tell.
std::string_view driver_at_version(framework_entry const& framework, std::string_view rest) {
  auto const at = rest.find('@');
  if (framework.package.empty() || at == std::string_view::npos) return {};
  auto version = rest.substr(at + 1);
  if (auto const equals = version.find('='); equals != std::string_view::npos) {
    if (!same_letters(version.substr(0, equals), framework.package)) return {};
    version.remove_prefix(equals + 1);
  }
  if (version.empty() || !is_package_version(version)) return {};
  return is_older(version, framework.from) ? framework.drivers[0] : framework.drivers[1];
}

/// Of several drivers the only one that the packages of the versions belong to.
std::string id_by_versions(framework_entry const& framework, std::string_view rest) {
  if (auto const id = driver_at_version(framework, rest); !id.empty())
    return std::string(id).append(rest.substr(0, rest.find('@')));
  if (rest.find('@') == std::string_view::npos) return {};
  std::string only;
  for (auto const driver : framework.drivers) {
    auto id = std::string(driver).append(rest);
    if (find_driver(id).driver == nullptr) continue;
    if (!only.empty()) return {};
    only = std::move(id);
  }
  return only;
}

/// The catalogue's id for a framework and what follows its name: ":config", "@package=version" or both.
/// Empty where the framework can use several drivers and no version tells which.
std::string id_of_driver(framework_entry const& framework, std::string_view rest) {
  if (framework.drivers.size() != 1) return id_by_versions(framework, rest);
  auto const id = framework.drivers.front();
  auto const names_config = rest.starts_with(':');
  return with_package(std::string(names_config ? id.substr(0, id.find(':')) : id).append(rest));
}

}  // namespace

std::span<framework_entry const> framework_entries() { return rows; }

framework_entry const* find_framework(std::string_view name) {
  auto const wanted = id_like(name);
  auto const found = std::find_if(std::begin(rows), std::end(rows), [&wanted](framework_entry const& row) {
    return id_like(row.name) == wanted ||
           std::find(row.words.begin(), row.words.end(), wanted) != row.words.end();
  });
  return found == std::end(rows) ? nullptr : &*found;
}

named_driver find_named_driver(std::string_view given) {
  // After an id of the catalogue's a version must say its package; after a package's name it is its own.
  auto const is_id = find_driver(lower_case(given.substr(0, given.find('@')))).driver != nullptr;
  auto const name = is_id ? std::string(given) : with_package(without_package_name(given));
  for (auto const& id : {name, lower_case(name)}) {
    if (auto const choice = find_driver(id); choice.driver != nullptr) return {choice, nullptr, {}};
    if (auto objection = objection_to_version(id); !objection.empty())
      return {{}, nullptr, std::move(objection)};
  }
  for (auto const& d : all_drivers()) {
    if (same_letters(given, d.name)) return {{&d, d.configs.data()}, nullptr, {}};
  }
  auto const end = std::min(name.find_first_of(":@"), name.size());
  auto const* const framework = find_framework(std::string_view(name).substr(0, end));
  if (framework == nullptr) return {};
  auto const id = id_of_driver(*framework, std::string_view(name).substr(end));
  return {find_driver(id), framework, objection_to_version(id)};
}

std::vector<std::string> all_driver_names() {
  auto all = all_driver_ids();
  for (auto const& row : rows) {
    all.insert(all.end(), row.words.begin(), row.words.end());
  }
  for (auto const& row : package_names()) all.emplace_back(row.name);
  return all;
}

}  // namespace poolprobe
