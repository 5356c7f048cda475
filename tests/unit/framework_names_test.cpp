// Names of frameworks and tools, and the drivers that they use.
#include "drivers/framework_names.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "drivers/package_names.hpp"

using namespace poolprobe;

namespace {

std::string judged_as(std::string_view name) {
  auto const found = find_named_driver(name).choice;
  return found.driver == nullptr ? "" : id_of(found);
}

}  // namespace

TEST_CASE("every name of the framework table is unique, and leads to drivers that exist") {
  std::set<std::string> seen;
  for (auto const& framework : framework_entries()) {
    CAPTURE(framework.name);
    for (auto const& id : framework.drivers) CHECK(find_driver(id).driver != nullptr);
    CHECK(!framework.drivers.empty());
    auto const is_told = framework.drivers.size() == 1 || !framework.choose.empty();
    CHECK(is_told);
    for (auto const word : framework.words) {
      CAPTURE(word);
      CHECK(seen.insert(std::string(word)).second);
      CHECK(find_driver(word).driver ==
            nullptr);  // the catalogue's own name has precedence, so the row would be useless
      CHECK(find_framework(word) == &framework);
    }
  }
}

TEST_CASE("the names that issue trackers are full of lead to a driver") {
  CHECK(judged_as("hibernate") == "pgjdbc");
  CHECK(judged_as("Hibernate") == "pgjdbc");
  CHECK(judged_as("hibernate:threshold-0") == "pgjdbc:threshold-0");
  CHECK(judged_as("pgjdbc:threshold-0") == "pgjdbc:threshold-0");
  CHECK(judged_as("hibernate:no-such").empty());
  CHECK(judged_as("jdbc") == "pgjdbc");
  CHECK(judged_as("pg") == "node-postgres");
  CHECK(judged_as("ActiveRecord") == "rails");
  CHECK(judged_as("postgrest") == "libpq:prepared");
  for (char const* name :
       {"HikariCP", "jOOQ",     "Exposed",    "MyBatis",   "Tortoise",       "Piccolo",
        "peewee",   "aiopg",    "databases",  "ormar",     "SeaORM",         "deadpool",
        "Kysely",   "MikroORM", "pg-promise", "Objection", "PostGIS",        "PostgREST",
        "Hasura",   "SpiceDB",  "Metabase",   "n8n",       "Airflow",        "Superset",
        "Celery",   "goose",    "Flyway",     "Liquibase", "golang-migrate", "Rails migrations"}) {
    CAPTURE(name);
    CHECK_FALSE(judged_as(name).empty());
  }
}

TEST_CASE("a name that can stand for several drivers says which, and how to choose") {
  for (char const* name :
       {"spring", "Spring Boot", "quarkus", "sqlalchemy", "SQLModel", "sqlc", "ent", "xorm", "prisma"}) {
    CAPTURE(name);
    auto const found = find_named_driver(name);
    CHECK(found.choice.driver == nullptr);
    REQUIRE(found.framework != nullptr);
    CHECK(found.framework->drivers.size() > 1);
    CHECK_FALSE(found.framework->choose.empty());
  }
  CHECK(find_named_driver("nobody").framework == nullptr);
}

TEST_CASE("packages are names of their drivers, as each registry and language spells them") {
  struct {
    char const* name;
    char const* id;
  } const rows[] = {
      {"pgx/v5", "pgx"},
      {"pgxv5", "pgx"},
      {"pgx-v5", "pgx"},
      {"github.com/jackc/pgx/v5", "pgx"},
      {"github.com/jackc/pgx/v5/pgxpool", "pgx"},
      {"https://github.com/jackc/pgx", "pgx"},
      {"github.com/jackc/pgx/v4", "pgx-v4"},
      {"pgx/v5:exec", "pgx:exec"},
      {"lib/pq", "lib-pq"},
      {"github.com/lib/pq", "lib-pq"},
      {"go:github.com/lib/pq", "lib-pq"},
      {"github.com/go-pg/pg/v10", "go-pg"},
      {"gorm.io/gorm", "gorm"},
      {"gorm.io/driver/postgres", "gorm"},
      {"github.com/uptrace/bun/driver/pgdriver", "bun-pgdriver"},
      {"postgres.js", "postgres-js"},
      {"postgres", "postgres-js"},
      {"npm:postgres", "postgres-js"},
      {"npm:pg", "node-postgres"},
      {"pkg:npm/pg", "node-postgres"},
      {"pg", "node-postgres"},
      {"drizzle-orm", "drizzle"},
      {"@mikro-orm/postgresql", "mikro-orm"},
      {"@prisma/adapter-pg", "prisma-7"},
      {"@neondatabase/serverless", "node-postgres"},
      {"bun:sql", "bun-sql"},
      {"npm:typeorm", "typeorm"},
      {"npm:knex", "knex"},
      {"npm:sequelize", "sequelize"},
      {"npm:slonik", "slonik"},
      {"npm:kysely", "kysely"},
      {"npm:pg-promise", "pg-promise"},
      {"DBD::Pg", "dbd-pg"},
      {"DBD::Pg:no-prepare", ""},
      {"libdbd-pg-perl", "dbd-pg"},
      {"psycopg2-binary", "psycopg2"},
      {"psycopg[binary]", "psycopg3"},
      {"psycopg[binary,pool]", "psycopg3"},
      {"psycopg[c]", "psycopg3"},
      {"pypi:psycopg", "psycopg3"},
      {"pkg:pypi/asyncpg", "asyncpg"},
      {"sqlalchemy[postgresql-asyncpg]", "sqlalchemy-asyncpg"},
      {"pip:django", "django"},
      {"pdo_pgsql", "php-pdo"},
      {"ext-pdo_pgsql", "php-pdo"},
      {"PHP", "php-pdo"},
      {"composer:laravel/framework", "laravel"},
      {"org.postgresql:postgresql", "pgjdbc"},
      {"maven:org.postgresql:postgresql", "pgjdbc"},
      {"pkg:maven/org.postgresql/postgresql", "pgjdbc"},
      {"org.postgresql:postgresql:threshold-0", "pgjdbc:threshold-0"},
      {"org.postgresql:r2dbc-postgresql", "r2dbc"},
      {"io.vertx:vertx-pg-client", "vertx"},
      {"nuget:Npgsql", "npgsql"},
      {"Npgsql.EntityFrameworkCore.PostgreSQL", "npgsql"},
      {"gem:pg", "rails"},
      {"gem:activerecord", "rails"},
      {"cargo:sqlx", "sqlx"},
      {"cargo:postgres", "tokio-postgres"},
      {"cargo:tokio_postgres", "tokio-postgres"},
      {"diesel_async", "diesel-async"},
      {"hex:postgrex", "ecto"},
      {"ecto_sql", "ecto"},
      {"libpq-dev", "libpq"},
  };
  for (auto const& row : rows) {
    CAPTURE(row.name);
    CHECK(judged_as(row.name) == row.id);
  }
  CHECK(find_named_driver("@prisma/client").framework == find_framework("prisma"));
  CHECK(find_named_driver("github.com/jmoiron/sqlx").framework != nullptr);
}

TEST_CASE("every package of the catalogue and every driver's own name is a name") {
  for (auto const& d : all_drivers()) {
    CAPTURE(d.name);
    auto const by_name = find_named_driver(d.name);
    CHECK((by_name.choice.driver != nullptr || by_name.framework != nullptr));
    for (auto const& c : d.configs) {
      for (auto const package : {c.holds_for.package, c.holds_also.package}) {
        CAPTURE(package);
        auto const by_package = find_named_driver(package);
        CHECK((package.empty() || by_package.choice.driver != nullptr || by_package.framework != nullptr));
      }
    }
  }
  for (auto const& row : package_names()) {
    CAPTURE(row.name);
    auto const leads_to = find_named_driver(row.id);
    CHECK((leads_to.choice.driver != nullptr || leads_to.framework != nullptr));
    CHECK((find_driver(row.name).driver == nullptr &&
           find_framework(row.name) == nullptr));  // or it is useless
  }
}

TEST_CASE("of several drivers the version or its package decides, where it can") {
  CHECK(judged_as("prisma@prisma=6") == "prisma-6");
  CHECK(judged_as("prisma@prisma=6.19.1") == "prisma-6");
  CHECK(judged_as("prisma@prisma=7.0") == "prisma-7");
  CHECK(judged_as("prisma@7") == "prisma-7");
  CHECK(judged_as("@prisma/client@6.2") == "prisma-6");
  CHECK(judged_as("@prisma/client@@prisma/client=5").empty());
  CHECK(judged_as("prisma@prisma=x").empty());
  CHECK(judged_as("pgx@5.7").empty());  // an id, which may stand on several packages
  CHECK(judged_as("asyncpg==0.32") == "asyncpg");
  CHECK(judged_as("postgres-js:v2") == "postgres-js:v2");  // an id of the catalogue's
  CHECK(judged_as("npm:postgres:v2") == "postgres-js:v2");
  CHECK(judged_as("pg@8.4") == judged_as("node-postgres@pg=8.4"));
  CHECK(judged_as("github.com/jackc/pgx/v5@v5.7.1") == judged_as("pgx@pgx=5.7.1"));
  CHECK(judged_as("psycopg[binary]==3.2.1") == judged_as("psycopg3@psycopg=3.2.1"));
  CHECK(judged_as("sqlalchemy@asyncpg=0.32") == "sqlalchemy-asyncpg");
  CHECK(judged_as("sqlalchemy@psycopg=3.2,libpq=17") == "sqlalchemy-psycopg");
  CHECK(judged_as("sqlc@pgx=5.8") == "pgx");
  CHECK(find_named_driver("sqlalchemy@SQLAlchemy=2.0").framework != nullptr);
}

TEST_CASE("migrations that hold a lock of the session need that as well") {
  for (std::string_view const name : {"rails-migrations", "golang-migrate"}) {
    CAPTURE(name);
    auto const needed = find_framework(name)->also_required;
    REQUIRE(needed.size() == 1);
    CHECK(needed.front() == "PP202");
  }
}
