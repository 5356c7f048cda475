// Names of frameworks and tools, and the drivers that they use.
#include "drivers/framework_names.hpp"

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

TEST_CASE("migrations that hold a lock of the session need that as well") {
  for (std::string_view const name : {"rails-migrations", "golang-migrate"}) {
    CAPTURE(name);
    auto const needed = find_framework(name)->also_required;
    REQUIRE(needed.size() == 1);
    CHECK(needed.front() == "PP202");
  }
}
