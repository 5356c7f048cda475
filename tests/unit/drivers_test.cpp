#include "drivers/driver.hpp"
#include "drivers/engine/package_version.hpp"
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

TEST_CASE("a setting that is a fix changes the query style, a trap does not") {
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

TEST_CASE("versions are compared as numbers") {
  CHECK(is_older("0.9", "0.31"));
  CHECK(is_older("5.7.9", "5.8"));
  CHECK_FALSE(is_older("5.10", "5.8"));
  CHECK_FALSE(is_older("5", "5.0.0"));
  CHECK_FALSE(is_older("5.0", "5"));
  CHECK(is_older("v16.4", "17"));
  for (auto const* good : {"0", "17", "v5.7.1", "0.31.0"}) CHECK(is_package_version(good));
  for (auto const* bad : {"", "v", ".", "5.", ".5", "-1", "5.x", "0.31rc1", "5,7", "1234567890", "5 "})
    CHECK_FALSE(is_package_version(bad));
  CHECK(example_before("0.31") == "0.30");
  CHECK(example_before("17") == "16");
  CHECK(example_before("8.0").empty());
  CHECK(example_before("").empty());
}

TEST_CASE("a range holds its beginning and not its end") {
  version_range const middle{"p", "5", "5.8"}, open{"p", "", ""};
  CHECK(holds_at(middle, "5"));
  CHECK(holds_at(middle, "5.7.99"));
  CHECK_FALSE(holds_at(middle, "5.8.0"));
  CHECK_FALSE(holds_at(middle, "4.18"));
  CHECK(holds_at(open, "0"));
  CHECK(is_of_package({"PHP", "", ""}, "php"));
  CHECK_FALSE(is_of_package({"", "", ""}, ""));
}

TEST_CASE("a version selects the generation that is valid for it") {
  auto const id = [](std::string_view text) {
    auto const found = find_driver(text);
    return found.config == nullptr ? "none" : id_of(found);
  };
  CHECK(id("sqlalchemy-asyncpg:no-cache@asyncpg=0.30") == "sqlalchemy-asyncpg:no-cache-old");
  CHECK(id("sqlalchemy-asyncpg:no-cache@asyncpg=0.31.0") == "sqlalchemy-asyncpg:no-cache");
  CHECK(id("sqlalchemy-asyncpg:no-cache-old@asyncpg=1") == "sqlalchemy-asyncpg:no-cache");
  CHECK(id("sqlalchemy-asyncpg:url-cache@asyncpg=0.30") == "sqlalchemy-asyncpg:url-cache");
  CHECK(id("php-pdo@php=8.2") == "php-pdo:old");
  CHECK(id("dbd-pg@DBD::Pg=3.18") == "dbd-pg");
  CHECK(id("asynpg@asyncpg=0.30") == "none");
  CHECK(id("sqlalchemy-asyncpg:name-func-null-pool@asyncpg=0.30") ==
        "sqlalchemy-asyncpg:name-func-null-pool-old");
  CHECK(id("asyncpg:no-cache-prepare@asyncpg=0.30") == "asyncpg:no-cache-old");
  CHECK(id("lib-pq:binary-parameters@lib/pq=1.10.9") == "lib-pq:binary-parameters-old");
  CHECK(id("lib-pq:prepare@lib/pq=1.10") == "lib-pq:prepare-old");
  CHECK(id("diesel:no-cache@diesel=2.2") == "diesel:no-cache-old");
  CHECK(id("bun-sql:no-prepare@Bun=1.2") == "bun-sql:no-prepare-old");
  CHECK(id("bun-sql:no-prepare@Bun=1.3.11") == "bun-sql:no-prepare");
  CHECK(id("tokio-postgres:typed@tokio-postgres=0.7.13") == "tokio-postgres:typed");
  CHECK(id("pgx@pgx=5.7") == "pgx:before-5.8");
  CHECK(
      objection_to_version("tokio-postgres:typed@tokio-postgres=0.7.10").ends_with("tokio-postgres 0.7.11"));
  CHECK(objection_to_version("prisma-7:named@Prisma=7.5").ends_with("Prisma 7.6"));
  for (auto const* v4 : {"pgx@pgx=4.18", "pgx:exec@pgx=4", "pgx:before-5.8@pgx=4.18.3"})
    CHECK(objection_to_version(v4).ends_with("--driver pgx-v4"));
  CHECK(objection_to_version("prisma-7@Prisma=6.1").ends_with("--driver prisma-6"));
  for (auto const* bad : {"sqlalchemy-asyncpg@0.30", "sqlalchemy-asyncpg@asyncpg=", "sqlalchemy-asyncpg@",
                          "sqlalchemy-asyncpg@asyncpg=latest", "sqlalchemy-asyncpg@go=1.24"}) {
    CAPTURE(bad);
    CHECK(id(bad) == "none");
    CHECK_FALSE(objection_to_version(bad).empty());
  }
  CHECK(objection_to_version("asynpg@x=1").empty());
  CHECK(objection_to_version("pgjdbc").empty());
}

TEST_CASE("where two packages decide, the new generation needs both and either makes it an old one") {
  auto const ids = [](std::string_view text) {
    auto const found = find_driver(text);
    auto all = found.config == nullptr ? std::string("none") : id_of(found);
    if (found.config == nullptr) return all;
    for (auto const& one : other_generations(found)) all += " " + id_of(one);
    return all;
  };
  struct driver_of {
    std::string id, package, old_version, new_version, old;
  };
  for (auto const& [id, package, before, from, old] :
       {driver_of{"php-pdo", "PHP", "8.3", "8.4", "php-pdo:old"},
        driver_of{"laravel", "PHP", "8.3", "8.4.1", "laravel:old"},
        driver_of{"dbd-pg", "DBD::Pg", "3.16", "3.18", "dbd-pg:old"},
        driver_of{"dbd-pg:switch-1", "DBD::Pg", "3.16", "3.18", "dbd-pg:switch-1-old"},
        driver_of{"rails", "Rails", "7.2", "8.1", "rails:old"},
        driver_of{"sqlalchemy-psycopg", "psycopg", "3.1", "3.2", "sqlalchemy-psycopg:old-libpq"},
        driver_of{"psycopg3:zero", "psycopg", "3.1", "3.2", "psycopg3:zero-old-libpq"},
        driver_of{"django:prepare-threshold", "psycopg", "3.1", "3.3",
                  "django:prepare-threshold-old-libpq"}}) {
    CAPTURE(id);
    auto const both = id + " " + old;
    CHECK(ids(id + "@" + package + "=" + from) == both);
    CHECK(ids(id + "@libpq=17") == both);
    CHECK(ids(id + "@" + package + "=" + from + ",libpq=17.2") == id);
    CHECK(ids(id + "@libpq=18," + package + "=" + from) == id);
    CHECK(ids(id + "@" + package + "=" + before) == old);
    CHECK(ids(id + "@libpq=15") == old);
    CHECK(ids(id + "@" + package + "=" + from + ",libpq=16") == old);
    CHECK(ids(id + "@" + package + "=" + before + ",libpq=18") == old);
  }
  CHECK(ids("psycopg3@psycopg=3.3.9") == "psycopg3 psycopg3:old-libpq");
  CHECK(ids("psycopg3@libpq=18,psycopg=3.3") == "psycopg3");
  CHECK(ids("psycopg3@psycopg=3.2,libpq=16") == "psycopg3:old-libpq");
  CHECK(ids("psycopg3@psycopg=3.1.18,libpq=15") == "psycopg3:before-3.1.20");
  CHECK(ids("psycopg3@libpq=15") == "psycopg3:old-libpq psycopg3:before-3.1.20");
  CHECK(ids("php-pdo:old@PHP=8.4,libpq=17") == "php-pdo");
  CHECK(ids("gorm@pgx=5.7.6") == "gorm:before-pgx-5.8");
  for (auto const* bad : {"php-pdo@PHP=8.4,17", "php-pdo@PHP=8.4,", "php-pdo@PHP=8.4,PHP=8.3",
                          "php-pdo@PHP=8.4,psycopg=3", "php-pdo@,libpq=17"}) {
    CAPTURE(bad);
    CHECK(ids(bad) == "none");
    CHECK_FALSE(objection_to_version(bad).empty());
  }
}

TEST_CASE("other generations are looked at unless a version was named") {
  auto const of = [](std::string_view text) {
    std::vector<std::string> ids;
    for (auto const& one : other_generations(find_driver(text))) ids.push_back(id_of(one));
    return ids;
  };
  CHECK(of("sqlalchemy-asyncpg:no-cache") == std::vector<std::string>{"sqlalchemy-asyncpg:no-cache-old"});
  CHECK(of("sqlalchemy-asyncpg:no-cache@asyncpg=0.32").empty());
  CHECK(of("sqlalchemy-asyncpg:old").empty());
  CHECK(of("sqlalchemy-asyncpg:null-pool").empty());
}

TEST_CASE("every generation has a range, and none overlaps with the configuration that it was") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      for (auto const limit : {c.holds_for.from, c.holds_for.before, c.holds_also.from, c.holds_also.before})
        CHECK((limit.empty() || is_package_version(limit)));
      if (!c.generation_of) continue;
      CHECK_FALSE(c.holds_for.package.empty());
      CHECK_FALSE(c.holds_for.before.empty());
      auto const newer = std::find_if(d.configs.begin(), d.configs.end(),
                                      [&](auto const& o) { return o.id == *c.generation_of; });
      REQUIRE(newer != d.configs.end());
      CHECK_FALSE(newer->generation_of);
      CHECK(c.holds_also.package.empty() == c.holds_also.before.empty());
      if (!c.holds_also.package.empty())
        CHECK(newer->holds_also == version_range{c.holds_also.package, c.holds_also.before, ""});
      if (is_of_package(newer->holds_for, c.holds_for.package))
        CHECK_FALSE(is_older(newer->holds_for.from, c.holds_for.before));
    }
  }
}
