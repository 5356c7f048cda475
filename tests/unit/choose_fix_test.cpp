#include "driver_check/choose_fix.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <iostream>
#include <regex>
#include <string>

using namespace poolprobe;

namespace {

driver_choice known(std::string_view id) {
  auto const found = find_driver(id);
  REQUIRE_MESSAGE(found.config != nullptr, std::string(id));
  return found;
}

bool anything(driver_config const& c) { return !c.outdated; }

std::string fix_of(std::string_view id, std::function<bool(driver_config const&)> const& good = anything) {
  auto const broken = known(id);
  return choose_fix(*broken.driver, *broken.config, good).words;
}

auto all_but(std::initializer_list<std::string_view> ids) {
  return [ids = std::vector<std::string_view>(ids)](driver_config const& c) {
    return std::find(ids.begin(), ids.end(), c.id) == ids.end();
  };
}

/// What stands behind "without " in the words of a fix.
std::string left_out(std::string const& words) {
  auto const at = words.find("without ");
  return at == std::string::npos ? std::string() : words.substr(at);
}

}  // namespace

TEST_CASE("a fix says what changes, and leaves out what breaks") {
  CHECK(fix_of("gorm:prepare-stmt") ==
        "postgres.New(postgres.Config{DSN: dsn, PreferSimpleProtocol: true}), without PrepareStmt: true");
  CHECK(fix_of("lib-pq:prepare") == "postgres://...?binary_parameters=yes, without db.Prepare");
  CHECK(fix_of("asyncpg:no-cache-old") == "asyncpg 0.31 or later");
  CHECK(fix_of("sqlx:no-persistent", all_but({"", "raw"})) ==
        "PgConnectOptions::new().extra_float_digits(None), without .persistent(false)");
  CHECK(fix_of("drizzle") == "drizzle(postgres(url, { prepare: false }))");
  CHECK(fix_of("drizzle:prepare") == "without .prepare(\"name\")");
  CHECK(fix_of("sqlalchemy-psycopg:null-pool-repeat").ends_with(", without poolclass=NullPool"));
  CHECK(fix_of("pgjdbc:current-schema") == "without currentSchema");
  CHECK(fix_of("pgjdbc:threshold-1").find("without") == std::string::npos);
  CHECK(fix_of("psycopg3:zero").find("without") == std::string::npos);
  CHECK(fix_of("node-postgres:named") == "without query({ name, ... }), as the driver comes");
}

TEST_CASE("a fix is of the versions in use, or says which versions it needs") {
  CHECK(fix_of("lib-pq:old", all_but({"", "binary-parameters-old"})) ==
        "lib/pq 1.11 or later and postgres://...?binary_parameters=yes");
  CHECK(fix_of("lib-pq:old") == "postgres://...?binary_parameters=yes");
  CHECK(fix_of("lib-pq:binary-parameters-old") == "lib/pq 1.11 or later");
  CHECK(fix_of("diesel:no-cache-old") == "diesel 2.3 or later");
  CHECK(fix_of("bun-sql:no-prepare-old") == "Bun 1.3.11 or later");
  CHECK(fix_of("sqlalchemy-asyncpg:name-func-null-pool-old") == "asyncpg 0.31 or later");
  CHECK(fix_of("rails:old") == "database.yml: prepared_statements: false");
}

TEST_CASE("no fix of the catalogue keeps what breaks, or is for other versions without saying so") {
  for (auto const& d : all_drivers()) {
    for (auto const& broken : d.configs) {
      auto const id = id_of({&d, &broken});
      CAPTURE(id);
      auto const fix = choose_fix(d, broken, anything);
      if (fix.config == nullptr) continue;
      if (std::getenv("POOLPROBE_SHOW_FIXES") != nullptr) std::cout << id << " -> " << fix.words << "\n";
      CAPTURE(fix.words);
      CHECK(fix.config != &broken);
      CHECK(fix.config->effect != effect::trap);
      CHECK_FALSE(fix.words.empty());
      auto const versions = versions_meet(*fix.config, broken);
      if (!versions) CHECK(fix.words.find(fix.config->holds_for.from) != std::string::npos);
      if (versions && left_out(fix.words).empty()) {
        CHECK(fix.config->setting != broken.setting);
        CHECK_FALSE((is_in_use(*fix.config, broken) && broken.generation_of != fix.config->id));
      }
    }
  }
}

TEST_CASE("a configuration whose id or setting names versions says for which it is valid") {
  std::regex const of_versions(
      "(^|-)old($|-)|(^|[^a-z])(before|since|from|until|up to) [A-Za-z/.: ]*[0-9]|[0-9] (and|or) "
      "(older|later)");
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      auto const named = std::regex_search(std::string(c.id), of_versions) ||
                         std::regex_search(std::string(c.setting), of_versions);
      if (named) CHECK_FALSE(c.holds_for.package.empty());
    }
  }
  for (auto const* id : {"tokio-postgres:typed", "prisma-7:named", "diesel:no-cache", "bun-sql:no-prepare",
                         "lib-pq:binary-parameters", "sqlalchemy-asyncpg:name-func-null-pool"})
    CHECK_FALSE(known(id).config->holds_for.package.empty());
}
