/// A plain postgresql:// URL, or a keyword string, as the driver reads it that --driver names.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "connection_text/find_target.hpp"
#include "drivers/driver.hpp"
#include "model/fatal.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

/// "fails", "startup NAME", "set", "ignored" or "none": what the driver makes of the only key; and the
/// configuration that it selects, if any.
std::string made_of(std::string const& text, std::string_view driver) {
  auto const shown = parse_target(text, "test", driver).shown;
  if (!shown.set_at_login.empty()) return "set";
  if (!shown.startup.empty()) return "startup " + shown.startup.front().name;
  auto const colon = shown.driver.value_or("").find(':');
  auto const config = colon == std::string::npos ? std::string() : " " + shown.driver->substr(colon);
  if (shown.settings_removed.empty()) return "none" + config;
  auto const effect = shown.settings_removed.front().effect;
  return std::string(effect == setting_effect::none ? "none" : word(effect)) + config;
}

struct reading {
  char const* driver;
  char const* keys;
  char const* result;
};

}  // namespace

TEST_CASE("the keys of a plain URL are read as the driver that is named reads them") {
  clean_environment const env;
  for (auto const& [driver, keys, result] : {
           // Every one of these was given to the driver itself, behind PgBouncer 1.24.
           reading{"pgx", "statement_timeout=5000", "startup statement_timeout"},
           reading{"pgx", "search_path=app", "startup search_path"},
           reading{"pgx", "pgbouncer=true", "startup pgbouncer"},
           reading{"pgx:exec", "pgbouncer=true", "startup pgbouncer"},
           reading{"pgx", "work_mem=64MB", "startup work_mem"},
           reading{"lib-pq", "connection_limit=5", "startup connection_limit"},
           reading{"gorm", "prepare=false", "startup prepare"},
           reading{"node-postgres", "statement_timeout=5000", "startup statement_timeout"},
           reading{"node-postgres", "search_path=app", "ignored"},
           reading{"node-postgres", "work_mem=64MB", "ignored"},
           reading{"node-postgres:named", "lock_timeout=5000", "startup lock_timeout"},
           reading{"knex", "statement_timeout=5000", "startup statement_timeout"},
           reading{"knex", "pgbouncer=true", "ignored"},
           reading{"typeorm", "statement_timeout=5000", "startup statement_timeout"},
           reading{"sequelize", "statement_timeout=5000", "startup statement_timeout"},
           reading{"pg-promise", "statement_timeout=5000", "startup statement_timeout"},
           reading{"prisma-7", "statement_timeout=5000", "startup statement_timeout"},
           reading{"kysely", "statement_timeout=5000", "startup statement_timeout"},
           reading{"mikro-orm", "statement_timeout=5000", "ignored"},
           reading{"slonik", "statement_timeout=5000", "ignored"},
           reading{"postgres-js", "search_path=app", "startup search_path"},
           reading{"postgres-js", "max=2", "none"},
           reading{"postgres-js", "prepare=false", "mends :no-prepare"},
           reading{"drizzle", "search_path=app", "startup search_path"},
           reading{"drizzle", "max=2", "none"},
           reading{"drizzle", "prepare=false", "mends :no-prepare"},
           reading{"drizzle:node-postgres", "search_path=app", "ignored"},
           reading{"drizzle:node-postgres", "statement_timeout=5000", "startup statement_timeout"},
           reading{"kysely:postgres-js", "search_path=app", "startup search_path"},
           reading{"bun-sql", "pgbouncer=true", "startup pgbouncer"},
           reading{"bun-sql", "prepare=false", "mends :no-prepare"},
           reading{"asyncpg", "search_path=app", "startup search_path"},
           reading{"asyncpg:no-cache", "pgbouncer=true", "startup pgbouncer"},
           reading{"asyncpg", "statement_cache_size=0", "startup statement_cache_size"},
           reading{"psycopg2", "pgbouncer=true", "fails"},
           reading{"psycopg2", "connection_limit=5", "fails"},
           reading{"psycopg3", "prepare_threshold=0", "fails"},
           reading{"libpq", "search_path=app", "fails"},
           reading{"psql", "statement_timeout=5000", "fails"},
           reading{"diesel-async", "pgbouncer=true", "fails"},
           reading{"go-pg", "search_path=app", "fails"},
           reading{"bun-pgdriver", "search_path=app", "set"},
           reading{"laravel", "search_path=app", "set"},
           reading{"laravel", "pgbouncer=true", "ignored"},
           reading{"vertx", "search_path=app", "startup search_path"},
           reading{"vertx", "useLayer7Proxy=true", "trap"},
           reading{"vertx", "statement_timeout=5000", "ignored"},
           reading{"rails", "default_query_exec_mode=exec", "ignored"},
           reading{"rails", "prepared_statements=false", "mends :no-prepared"},
           reading{"pgjdbc", "prepareThreshold=0", "mends :threshold-0"},
           reading{"prisma-6", "schema=app", "startup search_path"},
           reading{"prisma-6:pgbouncer", "schema=app", "none"},
       }) {
    CAPTURE(std::string(driver));
    CAPTURE(std::string(keys));
    CHECK(made_of("postgresql://u@h/d?" + std::string(keys), driver) == result);
  }
}

TEST_CASE("a keyword string is read by the libpq of the driver that is named") {
  clean_environment const env;
  for (auto const* driver : {"psycopg2", "psycopg3", "libpq", "psql", "diesel"}) {
    CAPTURE(std::string(driver));
    CHECK(made_of("host=h user=u dbname=d TimeZone=UTC", driver) == "fails");
  }
  for (auto const* driver : {"gorm", "pgx", "lib-pq", ""})
    CHECK(made_of("host=h user=u dbname=d TimeZone=UTC", driver) == "none");
}

TEST_CASE("a plain URL and the scheme of the driver say the same of a key") {
  clean_environment const env;
  struct scheme {
    char const *driver, *prefix;
  };
  for (auto const& [driver, prefix] :
       {scheme{"psycopg2", "postgresql+psycopg2://"}, scheme{"psycopg3", "psycopg://"},
        scheme{"sqlalchemy-asyncpg", "postgresql+asyncpg://"}, scheme{"pg8000", "postgresql+pg8000://"},
        scheme{"sqlalchemy-psycopg", "postgresql+psycopg://"}, scheme{"pgjdbc", "jdbc:postgresql://"},
        scheme{"r2dbc", "r2dbc:postgresql://"}, scheme{"ecto", "ecto://"},
        scheme{"vertx", "vertx-reactive:postgresql://"}}) {
    for (auto const* keys : {"pgbouncer=true", "connection_limit=5", "search_path=app", "timezone=UTC",
                             "statement_timeout=5000", "prepareThreshold=0", "prepare=false"}) {
      CAPTURE(std::string(prefix));
      CAPTURE(std::string(keys));
      CHECK(made_of("postgresql://h/d?" + std::string(keys), driver) ==
            made_of(prefix + ("h/d?" + std::string(keys)), ""));
    }
  }
}

TEST_CASE("of every driver it is known what it makes of a key that it does not know") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      CHECK(text_reader({&d, &c}).unknown_key != unknown_key::not_known);
    }
  }
}

TEST_CASE("the scheme of the text goes before the driver that is named") {
  clean_environment const env;
  auto const shown = parse_target("jdbc:postgresql://h/d?statement_timeout=5000", "test", "pgx").shown;
  CHECK(shown.driver == "pgjdbc");
  CHECK(shown.startup.empty());
}

TEST_CASE("a key that nobody knows is refused where the driver refuses it, and no secret is sent") {
  clean_environment const env;
  auto const refused = [](std::string const& keys, std::string_view driver) {
    try {
      (void)parse_target("postgresql://u@h/d?" + keys, "test", driver);
    } catch (fatal const& error) {
      return error.code == exit_code::usage;
    }
    return false;
  };
  CHECK(refused("statment_timeout=5", ""));
  CHECK(refused("statment_timeout=5", "psycopg2"));
  CHECK(refused("passwrd=pl@nted", "pgx"));
  CHECK(refused("api_token=planted", "lib-pq"));
  CHECK_FALSE(refused("statment_timeout=5", "pgx"));
}

TEST_CASE("pgjdbc's readOnlyMode=always is a SET after login where readOnly=true comes with it") {
  clean_environment const env;
  auto const set = [](std::string const& keys) {
    return parse_target("jdbc:postgresql://h/d?" + keys, "test").shown.set_at_login;
  };
  CHECK(set("prepareThreshold=0&readOnly=true&readOnlyMode=always") ==
        std::vector<std::string>{"readOnlyMode=always"});
  CHECK(set("readOnlyMode=always").empty());
  CHECK(set("readOnly=true").empty());
  CHECK(set("readOnly=true&readOnlyMode=transaction").empty());
}
