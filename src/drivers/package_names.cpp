#include "drivers/package_names.hpp"

#include <algorithm>
#include <iterator>

#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// As the registries and the projects' own documentation spell them.
constexpr package_name rows[] = {
    {"pgx/v5", "pgx"},
    {"pgxv5", "pgx"},
    {"pgx-v5", "pgx"},
    {"pgx5", "pgx"},
    {"pgxpool", "pgx"},
    {"github.com/jackc/pgx", "pgx"},
    {"github.com/jackc/pgx/v5", "pgx"},
    {"github.com/jackc/pgx/v5/stdlib", "pgx"},
    {"github.com/jackc/pgx/v5/pgxpool", "pgx"},
    {"github.com/jackc/pgx/v5/pgconn", "pgx"},
    {"jackc/pgx", "pgx"},
    {"jackc/pgx/v5", "pgx"},
    {"pgx/v5/stdlib", "pgx"},
    {"pgx/v5/pgxpool", "pgx"},
    {"pgx/v4", "pgx-v4"},
    {"pgxv4", "pgx-v4"},
    {"pgx4", "pgx-v4"},
    {"github.com/jackc/pgx/v4", "pgx-v4"},
    {"github.com/jackc/pgx/v4/stdlib", "pgx-v4"},
    {"github.com/jackc/pgx/v4/pgxpool", "pgx-v4"},
    {"jackc/pgx/v4", "pgx-v4"},
    {"lib/pq", "lib-pq"},
    {"github.com/lib/pq", "lib-pq"},
    {"libpq-go", "lib-pq"},
    {"go-pg/pg", "go-pg"},
    {"go-pg/pg/v10", "go-pg"},
    {"github.com/go-pg/pg", "go-pg"},
    {"github.com/go-pg/pg/v9", "go-pg"},
    {"github.com/go-pg/pg/v10", "go-pg"},
    {"gorm.io/gorm", "gorm"},
    {"gorm.io/driver/postgres", "gorm"},
    {"go-gorm/gorm", "gorm"},
    {"github.com/go-gorm/gorm", "gorm"},
    {"pgdriver", "bun-pgdriver"},
    {"uptrace/bun", "bun-pgdriver"},
    {"github.com/uptrace/bun", "bun-pgdriver"},
    {"github.com/uptrace/bun/driver/pgdriver", "bun-pgdriver"},
    {"jmoiron/sqlx", "jmoiron-sqlx"},
    {"github.com/jmoiron/sqlx", "jmoiron-sqlx"},
    {"github.com/pressly/goose", "goose"},
    {"github.com/pressly/goose/v3", "goose"},
    {"github.com/golang-migrate/migrate", "golang-migrate"},
    {"github.com/golang-migrate/migrate/v4", "golang-migrate"},
    {"entgo.io/ent", "ent"},
    {"xorm.io/xorm", "xorm"},
    {"npm:pg", "node-postgres"},
    {"brianc/node-postgres", "node-postgres"},
    {"pg-pool", "node-postgres"},
    {"node-pg", "node-postgres"},
    {"pg-cursor", "node-postgres"},
    {"pg-query-stream", "node-postgres"},
    {"@types/pg", "node-postgres"},
    {"@neondatabase/serverless", "node-postgres"},
    {"@vercel/postgres", "node-postgres"},
    {"postgres", "postgres-js"},
    {"postgres.js", "postgres-js"},
    {"postgresjs", "postgres-js"},
    {"porsager/postgres", "postgres-js"},
    {"drizzle-orm", "drizzle"},
    {"drizzle-orm/node-postgres", "drizzle"},
    {"drizzle-orm/postgres-js", "drizzle"},
    {"drizzle-kit", "drizzle"},
    {"@prisma/client", "prisma"},
    {"prisma/client", "prisma"},
    {"prisma-client-js", "prisma"},
    {"@prisma/adapter-pg", "prisma-7"},
    {"prisma/adapter-pg", "prisma-7"},
    {"@mikro-orm/core", "mikro-orm"},
    {"@mikro-orm/postgresql", "mikro-orm"},
    {"bun", "bun-sql"},
    {"bun:sql", "bun-sql"},
    {"bun.sql", "bun-sql"},
    {"objectionjs", "objection"},
    {"psycopg2-binary", "psycopg2"},
    {"psycopg2cffi", "psycopg2"},
    {"psycopg-binary", "psycopg3"},
    {"psycopg-c", "psycopg3"},
    {"psycopg-pool", "psycopg3"},
    {"psycopg_pool", "psycopg3"},
    {"psycopg_binary", "psycopg3"},
    {"psycopg_c", "psycopg3"},
    {"sqlalchemy[postgresql-asyncpg]", "sqlalchemy-asyncpg"},
    {"sqlalchemy[postgresql_asyncpg]", "sqlalchemy-asyncpg"},
    {"sqlalchemy+asyncpg", "sqlalchemy-asyncpg"},
    {"postgresql+asyncpg", "sqlalchemy-asyncpg"},
    {"sqlalchemy[postgresql-psycopg]", "sqlalchemy-psycopg"},
    {"sqlalchemy[postgresql_psycopg]", "sqlalchemy-psycopg"},
    {"sqlalchemy+psycopg", "sqlalchemy-psycopg"},
    {"postgresql+psycopg", "sqlalchemy-psycopg"},
    {"sqlalchemy[postgresql-pg8000]", "pg8000"},
    {"sqlalchemy[postgresql_pg8000]", "pg8000"},
    {"org.postgresql:postgresql", "pgjdbc"},
    {"org.postgresql/postgresql", "pgjdbc"},
    {"org.postgresql", "pgjdbc"},
    {"postgresql-jdbc", "pgjdbc"},
    {"pgjdbc/pgjdbc", "pgjdbc"},
    {"org.postgresql.driver", "pgjdbc"},
    {"r2dbc-postgresql", "r2dbc"},
    {"org.postgresql:r2dbc-postgresql", "r2dbc"},
    {"org.postgresql/r2dbc-postgresql", "r2dbc"},
    {"io.r2dbc:r2dbc-postgresql", "r2dbc"},
    {"io.r2dbc/r2dbc-postgresql", "r2dbc"},
    {"vertx-pg-client", "vertx"},
    {"io.vertx:vertx-pg-client", "vertx"},
    {"io.vertx/vertx-pg-client", "vertx"},
    {"io.smallrye.reactive:smallrye-mutiny-vertx-pg-client", "vertx"},
    {"io.quarkus:quarkus-reactive-pg-client", "vertx"},
    {"quarkus-reactive-pg-client", "vertx"},
    {"com.zaxxer:hikaricp", "hikaricp"},
    {"com.zaxxer/hikaricp", "hikaricp"},
    {"org.hibernate.orm:hibernate-core", "hibernate"},
    {"org.hibernate:hibernate-core", "hibernate"},
    {"org.jooq:jooq", "jooq"},
    {"org.jooq/jooq", "jooq"},
    {"npgsql.entityframeworkcore.postgresql", "efcore"},
    {"gem:pg", "rails"},
    {"ruby-pg", "rails"},
    {"activerecord-postgresql-adapter", "activerecord"},
    {"pdo_pgsql", "php-pdo"},
    {"ext-pdo_pgsql", "php-pdo"},
    {"ext-pdo", "php-pdo"},
    {"pdo-pgsql", "php-pdo"},
    {"php", "php-pdo"},
    {"php-pgsql", "php-pdo"},
    {"doctrine/dbal", "php-pdo"},
    {"doctrine/orm", "php-pdo"},
    {"laravel/framework", "laravel"},
    {"illuminate/database", "laravel"},
    {"dbd::pg", "dbd-pg"},
    {"libdbd-pg-perl", "dbd-pg"},
    {"dbi:pg", "dbd-pg"},
    {"perl-dbd-pg", "dbd-pg"},
    {"ecto_sql", "ecto"},
    {"ecto-sql", "ecto"},
    {"elixir-ecto/ecto", "ecto"},
    {"sqlx-postgres", "sqlx"},
    {"launchbadge/sqlx", "sqlx"},
    {"sea_orm", "seaorm"},
    {"cargo:postgres", "tokio-postgres"},
    {"tokio_postgres", "tokio-postgres"},
    {"rust-postgres", "tokio-postgres"},
    {"diesel_async", "diesel-async"},
    {"deadpool_postgres", "deadpool"},
    {"libpq-dev", "libpq"},
    {"libpq5", "libpq"},
    {"libpq-fe", "libpq"},
    {"libpq-fe.h", "libpq"},
    {"postgresql-libs", "libpq"},
};

constexpr std::string_view registries[] = {
    "https://", "pkg:npm/",   "npm:",          "npm/",      "pkg:pypi/",  "pypi:",
    "pypi/",    "pip:",       "pkg:maven/",    "maven:",    "mvn:",       "pkg:golang/",
    "golang:",  "go:",        "pkg:cargo/",    "cargo:",    "crates.io:", "pkg:gem/",
    "gem:",     "rubygems:",  "pkg:composer/", "composer:", "packagist:", "pkg:hex/",
    "hex:",     "pkg:nuget/", "nuget:",        "pkg:cpan/", "cpan:",
};

/// "pkg:gem/pg" is gem:pg: the names that mean another driver in that registry.
std::string short_registry(std::string_view registry) {
  auto const is_of = [registry](std::string_view word) {
    return registry.find(word) != std::string_view::npos;
  };
  if (is_of("gem")) return "gem:";
  if (is_of("cargo") || is_of("crates")) return "cargo:";
  return {};
}

bool ends_name(std::string_view rest) {
  return rest.empty() || rest.front() == ':' || rest.front() == '@' || rest.starts_with("==");
}

/// The longest row that `name` (in lower case) begins with; null where there is none.
package_name const* row_of(std::string_view name) {
  package_name const* longest = nullptr;
  for (auto const& row : rows) {
    if (!name.starts_with(row.name) || !ends_name(name.substr(row.name.size()))) continue;
    if (longest == nullptr || row.name.size() > longest->name.size()) longest = &row;
  }
  return longest;
}

/// "psycopg[binary]" without its extras.
std::string without_extras(std::string_view name) {
  auto const begin = name.find('[');
  auto const end = name.find(']', std::min(begin, name.size()));
  if (begin == std::string_view::npos || end == std::string_view::npos) return std::string(name);
  return std::string(name.substr(0, begin)) + std::string(name.substr(end + 1));
}

}  // namespace

std::span<package_name const> package_names() { return rows; }

std::string without_package_name(std::string_view given) {
  auto name = given;
  std::string_view registry;
  for (auto const prefix : registries) {
    if (!same_letters(name.substr(0, prefix.size()), prefix)) continue;
    registry = prefix;
    name.remove_prefix(prefix.size());
    break;
  }
  auto const replaced = [](std::string_view whole, std::string_view prefix) {
    auto const wanted = std::string(prefix) + lower_case(whole);
    auto const* const row = row_of(wanted);
    return row == nullptr ? std::string()
                          : std::string(row->id).append(whole.substr(row->name.size() - prefix.size()));
  };
  if (auto const own = short_registry(registry); !own.empty()) {
    if (auto result = replaced(name, own); !result.empty()) return result;
  }
  if (auto result = replaced(given, {}); !result.empty()) return result;  // "bun:sql", "npm:pg"
  if (auto result = replaced(name, {}); !result.empty()) return result;
  auto const bare = without_extras(name);
  if (auto result = replaced(bare, {}); !result.empty()) return result;
  return bare;
}

}  // namespace poolprobe
