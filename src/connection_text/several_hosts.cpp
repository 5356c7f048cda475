#include "connection_text/several_hosts.hpp"

#include <algorithm>
#include <iterator>

namespace poolprobe {
namespace {

struct one_host_driver {
  std::string_view driver;
  std::string_view why;
};

constexpr std::string_view by_pg =
    "pg has one host: several with ports are an Invalid URL to it, without ports a name that nobody has";
constexpr std::string_view by_url =
    "it has one host: several with ports are an invalid URL to it, without ports a name that nobody has";

/// pg-connection-string 2.x (new URL), read and run; knex and sequelize hand the text on. Prisma:
/// prisma#13493. Vert.x: PgConnectionUriParser ("multi-host not supported yet"). sqlx#179; go-pg#1671; Ecto,
/// lib/ecto/repo/supervisor.ex parse_url. pg8000 connects to one address, uptrace/bun and Bun read a URL.
/// All others are on libpq, or have a list of hosts of their own: pgjdbc, Npgsql, asyncpg, pgx,
/// tokio-postgres, postgres.js, and lib/pq since 1.11.
constexpr one_host_driver one_host[] = {
    {"node-postgres", by_pg},
    {"pg-promise", by_pg},
    {"knex", by_pg},
    {"sequelize", by_pg},
    {"typeorm", by_pg},
    {"drizzle", by_pg},
    {"kysely", by_pg},
    {"slonik", by_pg},
    {"mikro-orm", by_pg},
    {"prisma-7", by_pg},
    {"prisma-6", by_url},
    {"bun-sql", by_url},
    {"bun-pgdriver", by_url},
    {"go-pg", by_url},
    {"sqlx", by_url},
    {"vertx", by_url},
    {"pg8000", by_url},
    {"ecto", "its URL has one host: several go into the Repo's configuration, as :endpoints"},
};

constexpr std::string_view r2dbc_form =
    "its URL has one host, unless it is written r2dbc:postgresql:failover://";
/// activerecord, connection_url_resolver.rb: URI::InvalidURIError.
constexpr std::string_view rails_form =
    "Rails' URL has one host in front of its /: write several as a key, ?host=a,b, or in database.yml";
constexpr std::string_view sqlalchemy_form =
    "SQLAlchemy's URL has one host in front of its /: write several as keys, ?host=a:1&host=b:2";

/// What stands between "://" and the path of a URL, without the login.
std::string_view authority_of(std::string_view text) {
  auto const begin = text.find("://");
  if (begin == std::string_view::npos) return {};
  auto const all = text.substr(begin + 3);
  auto const place = all.substr(0, all.find_first_of("/?"));
  return place.substr(place.find('@') == std::string_view::npos ? 0 : place.rfind('@') + 1);
}

/// Where psycopg is below, a list without ports reaches libpq as it stands (SQLAlchemy 2.0, engine/url.py).
bool sqlalchemy_refuses(std::string_view text, std::string_view driver) {
  auto const place = authority_of(text);
  auto const is_list = place.find(',') != std::string_view::npos;
  return is_list && (driver == "sqlalchemy-asyncpg" || place.find(':') != std::string_view::npos);
}

}  // namespace

std::string_view objection_to_hosts(target const& where, std::string_view driver, bool one_of_several) {
  if (!one_of_several && where.shown.host.find(',') == std::string::npos) return {};
  auto const& text = where.text.reveal();
  auto const is_sqlalchemy =
      driver.starts_with("sqlalchemy-") || text.find("postgresql+") != std::string::npos;
  if (is_sqlalchemy && sqlalchemy_refuses(text, driver)) return sqlalchemy_form;
  if (driver == "rails" && authority_of(text).find(',') != std::string_view::npos) return rails_form;
  if (driver == "r2dbc" && text.find("r2dbc:") != std::string::npos &&
      text.find(":failover://") == std::string::npos)
    return r2dbc_form;
  auto const* const found = std::find_if(std::begin(one_host), std::end(one_host),
                                         [driver](one_host_driver const& d) { return d.driver == driver; });
  return found == std::end(one_host) ? std::string_view() : found->why;
}

std::string_view takes_hosts_since(std::string_view driver) {
  return driver == "lib-pq" ? "1.11" : std::string_view();
}

}  // namespace poolprobe
