// The names that people use for what talks to their server.
#include "drivers/aliases.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace poolprobe;

namespace {

std::string judged_as(std::string_view name) {
  auto const found = find_named_driver(name).choice;
  return found.driver == nullptr ? "" : id_of(found);
}

}  // namespace

TEST_CASE("every name of the alias table is one only, and leads to drivers that exist") {
  std::set<std::string> seen;
  for (auto const& alias : driver_aliases()) {
    CAPTURE(alias.name);
    for (auto const& id : alias.drivers) CHECK(find_driver(id).driver != nullptr);
    CHECK(!alias.drivers.empty());
    auto const is_told = alias.drivers.size() == 1 || !alias.choose.empty();
    CHECK(is_told);
    for (auto const word : alias.words) {
      CAPTURE(word);
      CHECK(seen.insert(std::string(word)).second);
      CHECK(find_driver(word).driver == nullptr);  // the catalogue's own name goes first: the row is in vain
      CHECK(find_alias(word) == &alias);
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
    REQUIRE(found.alias != nullptr);
    CHECK(found.alias->drivers.size() > 1);
    CHECK_FALSE(found.alias->choose.empty());
  }
  CHECK(find_named_driver("nobody").alias == nullptr);
}

TEST_CASE("migrations that hold a lock of the session need that as well") {
  for (std::string_view const name : {"rails-migrations", "golang-migrate"}) {
    CAPTURE(name);
    auto const needed = find_alias(name)->also_required;
    REQUIRE(needed.size() == 1);
    CHECK(needed.front() == "PP202");
  }
}
