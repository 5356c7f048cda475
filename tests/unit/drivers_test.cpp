#include "drivers/driver.hpp"
#include "drivers/engine/query_style.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

using namespace poolprobe;

namespace {

query_style query_style_of(std::string_view id) {
  auto const choice = find_driver(id);
  REQUIRE_MESSAGE(choice.config != nullptr, std::string{id});
  return query_style_of(*choice.config);
}

/// Ids that tell of versions have their dots.
bool is_kebab_case(std::string_view text) {
  return !text.empty() && !text.starts_with('-') && !text.ends_with('-') &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

}  // namespace

TEST_CASE("every driver has an id of its own, a name, a source and a default that comes first") {
  std::set<std::string_view> ids;
  for (auto const& driver : all_drivers()) {
    CAPTURE(driver.id);
    CHECK(is_kebab_case(driver.id));
    CHECK(ids.insert(driver.id).second);
    CHECK_FALSE(driver.name.empty());
    CHECK_FALSE(driver.language.empty());
    CHECK_FALSE(driver.source.empty());
    REQUIRE_FALSE(driver.configs.empty());
    CHECK(driver.configs.front().id.empty());
    std::set<std::string_view> configs;
    for (auto const& config : driver.configs) {
      CHECK(configs.insert(config.id).second);
      CHECK_FALSE(config.setting.empty());
      if (&config != driver.configs.data()) CHECK(is_kebab_case(config.id));
    }
  }
}

TEST_CASE("a driver is found by its id, with or without a configuration") {
  auto const plain = find_driver("pgjdbc");
  REQUIRE(plain.driver != nullptr);
  CHECK(plain.driver->id == "pgjdbc");
  CHECK(plain.config->id.empty());
  auto const configured = find_driver("pgjdbc:threshold-0");
  CHECK(configured.driver == plain.driver);
  REQUIRE(configured.config != nullptr);
  CHECK(configured.config->setting.starts_with("prepareThreshold=0"));
}

TEST_CASE("a name that does not exist finds neither driver nor configuration") {
  for (char const* id :
       {"", ":", "pgjdbc:", "pgjdbc:none", "Pgjdbc", "pgjdbc ", ":simple", "pgjdbc:simple:x"}) {
    CAPTURE(id);
    CHECK(find_driver(id).driver == nullptr);
    CHECK(find_driver(id).config == nullptr);
  }
}

TEST_CASE("defaults that keep named statements say so") {
  for (char const* id : {"asyncpg", "sqlalchemy-asyncpg", "psycopg3", "pgx", "pgjdbc", "r2dbc", "postgres-js",
                         "prisma-6", "rails", "tokio-postgres", "sqlx", "ecto"}) {
    CHECK(query_style_of(id) == query_style::named_statements);
  }
}

TEST_CASE("defaults that need less of a pooler say so") {
  for (char const* id : {"psycopg2", "django"}) CHECK(query_style_of(id) == query_style::simple_query);
  for (char const* id : {"npgsql", "node-postgres", "prisma-7"})
    CHECK(query_style_of(id) == query_style::unnamed_one_sync);
  for (char const* id : {"lib-pq", "pg8000"}) CHECK(query_style_of(id) == query_style::unnamed_split);
}

TEST_CASE("a mending setting changes the habit, a wrong one does not") {
  CHECK(query_style_of("psycopg3:none") == query_style::unnamed_one_sync);
  CHECK(query_style_of("psycopg3:zero") == query_style::named_statements);
  CHECK(query_style_of("pgx:exec") == query_style::unnamed_one_sync);
  CHECK(query_style_of("pgx:cache-describe") == query_style::unnamed_one_sync);
  CHECK(query_style_of("pgx:describe-exec") == query_style::unnamed_split);
  CHECK(query_style_of("pgx:simple") == query_style::simple_query);
  CHECK(query_style_of("lib-pq:binary-parameters") == query_style::unnamed_one_sync);
  CHECK(query_style_of("pgjdbc:threshold-0") == query_style::unnamed_one_sync);
  CHECK(query_style_of("pgjdbc:simple") == query_style::simple_query);
  CHECK(query_style_of("node-postgres:named") == query_style::named_statements);
  CHECK(query_style_of("npgsql:auto-prepare") == query_style::named_statements);
  CHECK(query_style_of("rails:no-prepared") == query_style::unnamed_one_sync);
}
