#include "drivers/programs.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

constexpr proof all_proofs[] = {
    {"python", "asyncpg", ""},
    {"python", "asyncpg", "no-cache"},
    {"python", "asyncpg", "no-cache-old"},
    {"python", "asyncpg", "url-cache"},
    {"python", "sqlalchemy-asyncpg", "old"},
    {"python", "sqlalchemy-asyncpg", "no-cache-old"},
    {"python", "sqlalchemy-psycopg", ""},
    {"python", "sqlalchemy-psycopg", "none"},
    {"python", "sqlalchemy-psycopg", "zero"},
    {"python", "sqlalchemy-psycopg", "null-pool"},
    {"python", "alembic", "no-cache-old"},
    {"python", "psycopg3", ""},
    {"python", "psycopg3", "none"},
    {"python", "psycopg3", "zero"},
    {"python", "psycopg3", "client-cursor"},
    {"python", "psycopg2", ""},
    {"python", "psycopg2", "autocommit"},
    {"python", "django", ""},
    {"python", "django", "server-side-binding"},
    {"python", "django", "prepare-threshold"},
    {"python", "pg8000", ""},
    {"python", "pg8000", "autocommit"},
    {"python", "pg8000", "native"},
    {"python-newest", "asyncpg", ""},
    {"python-newest", "asyncpg", "no-cache"},
    {"python-newest", "sqlalchemy-asyncpg", ""},
    {"python-newest", "sqlalchemy-asyncpg", "no-cache"},
    {"python-newest", "sqlalchemy-asyncpg", "url-cache"},
    {"python-newest", "sqlalchemy-asyncpg", "null-pool"},
    {"python-newest", "sqlalchemy-asyncpg", "name-func"},
    {"python-newest", "sqlalchemy-asyncpg", "name-func-null-pool"},
    {"python-newest", "sqlalchemy-asyncpg", "jit-off"},
    {"python-newest", "alembic", ""},
    {"python-newest", "alembic", "no-cache"},
    {"python-newest", "alembic", "psycopg"},
    {"python-newest", "alembic", "psycopg-none"},
    {"python-newest", "sqlalchemy-psycopg", ""},
    {"python-newest", "psycopg3", ""},
    {"python-newest", "psycopg3", "none"},
    {"node", "node-postgres", ""},
    {"node", "node-postgres", "named"},
    {"node", "node-postgres", "statement-timeout"},
    {"node", "postgres-js", ""},
    {"node", "postgres-js", "no-prepare"},
    {"node", "postgres-js", "prepare-0"},
    {"node", "node-postgres", "pipeline"},
    {"node", "drizzle", ""},
    {"node", "drizzle", "node-postgres"},
    {"node", "drizzle", "prepare"},
    {"node", "typeorm", ""},
    {"node", "knex", ""},
    {"node", "sequelize", ""},
    {"node", "prisma-7", ""},
    {"node", "prisma-7", "pgbouncer"},
    {"node", "prisma-7", "named"},
    {"node", "slonik", ""},
    {"node", "kysely", ""},
    {"node", "kysely", "postgres-js"},
    {"node", "pg-promise", ""},
    {"node", "mikro-orm", ""},
    {"go", "pgx", ""},
    {"go", "pgx", "exec"},
    {"go", "pgx", "cache-describe"},
    {"go", "pgx", "describe-exec"},
    {"go", "pgx", "simple"},
    {"go", "pgx", "v4-url"},
    {"go", "lib-pq", ""},
    {"go", "lib-pq", "binary-parameters"},
    {"go", "lib-pq", "prepare"},
    {"go", "pgx-v4", ""},
    {"go", "pgx-v4", "describe"},
    {"go", "pgx-v4", "simple"},
    {"go", "gorm", ""},
    {"go", "gorm", "simple"},
    {"go", "gorm", "prepare-stmt"},
    {"go", "go-pg", ""},
    {"go", "bun-pgdriver", ""},
    {"go", "bun-pgdriver", "prepare"},
    {"java", "pgjdbc", ""},
    {"java", "pgjdbc", "threshold-0"},
    {"java", "pgjdbc", "threshold-1"},
    {"java", "pgjdbc", "simple"},
    {"java", "pgjdbc", "extended-for-prepared"},
    {"java", "pgjdbc", "no-cache"},
    {"java", "pgjdbc", "current-schema"},
    {"java", "vertx", ""},
    {"java", "vertx", "cached"},
    {"java", "vertx", "layer7"},
    {"java", "r2dbc", ""},
    {"java", "r2dbc", "no-cache"},
    {"rust", "tokio-postgres", ""},
    {"rust", "tokio-postgres", "prepared"},
    {"rust", "tokio-postgres", "typed"},
    {"rust", "sqlx", ""},
    {"rust", "sqlx", "no-persistent"},
    {"rust", "sqlx", "capacity-0"},
    {"rust", "sqlx", "raw"},
    {"rust", "sqlx", "no-float-digits"},
    {"rust", "diesel", "before-2.3"},
    {"rust", "diesel-async", ""},
    {"perl", "dbd-pg", "old"},
    {"perl", "dbd-pg", "no-server-prepare"},
    {"perl", "dbd-pg", "switch-1-old"},
    {"php", "php-pdo", "old"},
    {"php", "php-pdo", "emulate"},
    {"php", "php-pdo", "no-prepares"},
    {"ruby", "rails", "old"},
    {"ruby", "rails", "no-prepared"},
    {"c", "libpq", ""},
    {"c", "libpq", "params"},
    {"c", "libpq", "prepared"},
    {"c", "libpq", "unnamed-prepared"},
    {"c", "psql", ""},
    {"c", "psql", "bind"},
    {"c", "psql", "parse"},
};

[[noreturn]] void skip(std::string const& why) {
  std::printf("skipped: %s\n", why.c_str());
  std::fflush(stdout);
  std::_Exit(77);
}

}  // namespace

std::string proof::id() const { return std::string(driver).append(config.empty() ? "" : ":").append(config); }

std::vector<proof> proofs_of(std::string_view set) {
  std::vector<proof> found;
  for (auto const& p : all_proofs) {
    if (p.set == set) found.push_back(p);
  }
  return found;
}

bool is_proved(std::string_view driver, std::string_view config) {
  return std::any_of(std::begin(all_proofs), std::end(all_proofs),
                     [&](proof const& p) { return p.driver == driver && p.config == config; });
}

std::vector<std::string> sets_at_hand() {
  std::vector<std::string> all;
  std::ifstream list(POOLPROBE_PROGRAM_LIST);
  for (std::string line; std::getline(list, line);) {
    auto const set = line.substr(0, line.find(' '));
    if (set != "missing" && std::find(all.begin(), all.end(), set) == all.end()) all.push_back(set);
  }
  return all;
}

real_program program_or_skip(proof const& wanted) {
  std::ifstream list(POOLPROBE_PROGRAM_LIST);
  for (std::string line; std::getline(list, line);) {
    std::istringstream words(line);
    std::string set, name;
    real_program found;
    words >> set >> name;
    if (set == "missing" && name == wanted.set) skip(line);
    if (set != wanted.set || name != wanted.driver) continue;
    words >> found.version;
    for (std::string word; words >> word;) found.command.push_back(word);
    return found;
  }
  throw std::runtime_error("tests/drivers/install.sh does not list " + wanted.id());
}

std::string reference_steps() {
  std::ifstream file(POOLPROBE_REFERENCE_STEPS);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace poolprobe::testing
