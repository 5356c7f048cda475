#include <algorithm>

#include "drivers/driver.hpp"

namespace poolprobe {
namespace drivers {

/// Each is defined in the file of its name.
extern driver const asyncpg, sqlalchemy_asyncpg, alembic, psycopg3, sqlalchemy_psycopg, psycopg2, django,
    pg8000, pgx, lib_pq, gorm, go_pg, bun_pgdriver, pgjdbc, r2dbc, vertx, npgsql, node_postgres, postgres_js,
    drizzle, typeorm, knex, sequelize, prisma_6, prisma_7, bun_sql, rails, tokio_postgres, sqlx, diesel,
    diesel_async, ecto, php_pdo, laravel, dbd_pg, psql, libpq;

}  // namespace drivers

std::span<driver const> all_drivers() {
  static driver const drivers_in_order[] = {
      drivers::asyncpg,
      drivers::sqlalchemy_asyncpg,
      drivers::alembic,
      drivers::psycopg3,
      drivers::sqlalchemy_psycopg,
      drivers::psycopg2,
      drivers::django,
      drivers::pg8000,
      drivers::pgx,
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
  return drivers_in_order;
}

std::string id_of(driver_choice const& choice) {
  auto id = std::string(choice.driver->id);
  return choice.config->id.empty() ? id : id + ":" + std::string(choice.config->id);
}

std::vector<std::string> all_driver_ids() {
  std::vector<std::string> all;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) all.push_back(id_of({&d, &c}));
  }
  return all;
}

driver_choice find_driver(std::string_view id) {
  auto const colon = id.find(':');
  auto const name = id.substr(0, colon);
  auto const config = colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
  if (colon != std::string_view::npos && config.empty()) return {};

  auto const all = all_drivers();
  auto const found = std::find_if(all.begin(), all.end(), [&](driver const& d) { return d.id == name; });
  if (found == all.end()) return {};
  auto const& configs = found->configs;
  auto const chosen =
      std::find_if(configs.begin(), configs.end(), [&](driver_config const& c) { return c.id == config; });
  if (chosen == configs.end()) return {};
  return {&*found, &*chosen};
}

}  // namespace poolprobe
