// The drivers in the order in which every list shows them: a line for each file of this folder. CMake
// declares them.
#include "drivers/declarations.hpp"

namespace poolprobe {

std::span<driver const> all_drivers() {
  static driver const in_order[] = {
      drivers::asyncpg,
      drivers::sqlalchemy_asyncpg,
      drivers::alembic,
      drivers::psycopg3,
      drivers::sqlalchemy_psycopg,
      drivers::psycopg2,
      drivers::django,
      drivers::pg8000,
      drivers::pgx,
      drivers::pgx_v4,
      drivers::lib_pq,
      drivers::gorm,
      drivers::go_pg,
      drivers::bun_pgdriver,
      drivers::pgjdbc,
      drivers::r2dbc,
      drivers::vertx,
      drivers::npgsql,
      drivers::node_postgres,
      drivers::postgres_js,
      drivers::drizzle,
      drivers::typeorm,
      drivers::knex,
      drivers::sequelize,
      drivers::slonik,
      drivers::kysely,
      drivers::pg_promise,
      drivers::mikro_orm,
      drivers::prisma_6,
      drivers::prisma_7,
      drivers::bun_sql,
      drivers::rails,
      drivers::tokio_postgres,
      drivers::sqlx,
      drivers::diesel,
      drivers::diesel_async,
      drivers::ecto,
      drivers::php_pdo,
      drivers::laravel,
      drivers::dbd_pg,
      drivers::psql,
      drivers::libpq,
  };
  static_assert(std::size(in_order) == drivers::declared, "a file of this folder has no line in the list");
  return in_order;
}

}  // namespace poolprobe
