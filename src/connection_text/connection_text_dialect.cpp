#include "connection_text/connection_text_dialect.hpp"

#include <algorithm>
#include <iterator>

namespace poolprobe {
namespace {

constexpr auto refuse_unknown = unknown_keys::refuse;
constexpr auto ignore_unknown = unknown_keys::ignore;

/// libpq, doc "Connection URIs". SQLAlchemy 2.0, lib/sqlalchemy/engine/url.py: the query is read by
/// parse_qsl, what the DBAPI does not know is a TypeError. pgjdbc 42.7, Driver.java parseURL: no login before
/// the host, localhost where none is given. r2dbc-spi, ConnectionUrlParser; r2dbc-postgresql, README
/// (failover). Tortoise ORM, config_generator.py: asyncpg, psycopg. Quarkus: vertx-reactive. php-src,
/// ext/pdo_pgsql/pgsql_driver.c; DBD::Pg, dbdimp.c. pgsql:// and postgis are shared by Rails, Django, Laravel
/// and Doctrine, so they name no driver.
constexpr dialect dialects[] = {
    {"postgresql://", "", refuse_unknown},
    {"postgres://", "", refuse_unknown},
    {"postgresql+asyncpg://", "sqlalchemy-asyncpg", refuse_unknown, true},
    {"postgresql+psycopg://", "sqlalchemy-psycopg", refuse_unknown, true},
    {"postgresql+psycopg_async://", "sqlalchemy-psycopg", refuse_unknown, true},
    {"postgresql+psycopg2://", "psycopg2", refuse_unknown, true},
    {"postgresql+pg8000://", "pg8000", refuse_unknown, true, true, "localhost"},
    {"jdbc:postgresql://", "pgjdbc", ignore_unknown, true, false, "localhost"},
    {"r2dbc:postgresql://", "r2dbc", ignore_unknown, true},
    {"r2dbc:pool:postgresql://", "r2dbc", ignore_unknown, true},
    {"r2dbc:postgresql:failover://", "r2dbc", ignore_unknown, true},
    {"r2dbc:pool:postgresql:failover://", "r2dbc", ignore_unknown, true},
    {"vertx-reactive:postgresql://", "vertx", ignore_unknown, true, true, "localhost"},
    {"ecto://", "ecto", ignore_unknown, true, true, "localhost"},
    {"asyncpg://", "asyncpg", ignore_unknown, true},
    {"psycopg://", "psycopg3", ignore_unknown, true},
    {"pgsql://", "", ignore_unknown},
    {"postgis://", "", ignore_unknown},
    {"pgsql:", "php-pdo", refuse_unknown, false, false, {}, form::semicolons},
    {"dbi:Pg:", "dbd-pg", refuse_unknown, false, false, {}, form::semicolons},
    {"DBI:Pg:", "dbd-pg", refuse_unknown, false, false, {}, form::semicolons},
    {"Host=", "npgsql", refuse_unknown, false, false, "localhost", form::npgsql},
};

}  // namespace

std::span<dialect const> all_dialects() { return dialects; }

dialect const* find_dialect(std::string_view text) {
  auto const found = std::find_if(std::begin(dialects), std::end(dialects), [&](dialect const& d) {
    return d.form != form::npgsql && text.starts_with(d.prefix);
  });
  return found == std::end(dialects) ? nullptr : &*found;
}

dialect const& plain_dialect() { return dialects[0]; }

dialect const& keyword_dialect() {
  static constexpr dialect pairs{"", "", refuse_unknown, false, false, {}, form::keywords};
  return pairs;
}

dialect const& npgsql_dialect() { return *(std::end(dialects) - 1); }

}  // namespace poolprobe
