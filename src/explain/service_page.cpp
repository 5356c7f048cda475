#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "explain/pages.hpp"
#include "model/product.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// A service that runs the pooler for its customers. All of this is from the service's own documentation, as
/// it was in September 2026.
struct managed_service {
  std::string_view name;
  std::array<std::string_view, 4> words;  ///< other words for it; empty ones at the end
  std::string_view product;               ///< an id of model/product.hpp
  std::string_view address;               ///< how the pooled address is told from the direct one
  std::string_view mode;
  std::string_view statements;  ///< what becomes of named prepared statements
  std::string_view advice;
  std::string_view source;
};

constexpr auto follows_version =
    "from the version of PgBouncer and its max_prepared_statements; not stated by the service";

constexpr std::array services{
    managed_service{
        "Neon",
        {"neon.tech"},
        product::pgbouncer,
        "the host name has -pooler in its first part; the port is 5432 for both",
        "transaction",
        "kept track of, max_prepared_statements=1000; SQL PREPARE is not",
        "migrations, LISTEN and session state over the direct host; a query waits 120 s for a server "
        "connection; startup parameters in options are refused",
        "neon.com/docs/connect/connection-pooling"},
    managed_service{
        "Azure Database for PostgreSQL flexible server",
        {"azure", "flexible server", "azure postgres"},
        product::pgbouncer,
        "the same host, port 6432 (direct: 5432)",
        "transaction, can be changed",
        "off until the server parameter pgbouncer.max_prepared_statements is raised from 0, although "
        "PgBouncer's own default is 200",
        "raise that parameter, or turn prepared statements off in the driver; pgbouncer.stats_users lets a "
        "user read SHOW",
        "learn.microsoft.com/azure/postgresql/flexible-server/concepts-pgbouncer"},
    managed_service{"Cloud SQL Managed Connection Pooling",
                    {"cloud sql", "cloudsql", "alloydb"},
                    product::pgbouncer,
                    "port 6432, 3307 through the Auth Proxy (direct: 5432)",
                    "transaction, or session by the flag pool_mode",
                    "each process of the pooler keeps its own; a process for every four CPUs answers at one "
                    "address",
                    "check it more than once: connections come to different processes",
                    "cloud.google.com/sql/docs/postgres/managed-connection-pooling"},
    managed_service{"DigitalOcean Managed Databases",
                    {"digitalocean", "ondigitalocean"},
                    product::pgbouncer,
                    "port 25061, and the name of the pool is the database (direct: 25060)",
                    "transaction, can be chosen for each pool",
                    follows_version,
                    "",
                    "docs.digitalocean.com/products/databases/postgresql/how-to/manage-connection-pools"},
    managed_service{"Heroku Postgres",
                    {"heroku"},
                    product::pgbouncer,
                    "the variable DATABASE_CONNECTION_POOL_URL (direct: DATABASE_URL)",
                    "transaction",
                    "not promised",
                    "turn prepared statements off in the driver",
                    "devcenter.heroku.com/articles/postgres-connection-pooling"},
    managed_service{"Crunchy Bridge",
                    {"crunchy", "postgresbridge"},
                    product::pgbouncer,
                    "the same host, port 5431 (direct: 5432)",
                    "transaction",
                    follows_version,
                    "each database needs the extension crunchy_pooler; without it a login fails with FATAL "
                    "\"bouncer config error\". Superusers cannot use it",
                    "docs.crunchybridge.com/how-to/pgbouncer"},
    managed_service{"PlanetScale Postgres",
                    {"planetscale", "psdb.cloud"},
                    product::pgbouncer,
                    "the same host, port 6432 (direct: 5432)",
                    "transaction",
                    follows_version,
                    "",
                    "planetscale.com/docs/postgres/connecting/pgbouncer"},
    managed_service{"Aiven for PostgreSQL",
                    {"aiven"},
                    product::pgbouncer,
                    "the same host, another port, and the name of the pool is the database",
                    "session, transaction or statement, chosen for each pool",
                    follows_version,
                    "",
                    "aiven.io/docs/products/postgresql/howto/manage-pool"},
    managed_service{"Fly Managed Postgres",
                    {"fly", "fly.io", "flympg"},
                    product::pgbouncer,
                    "pgbouncer.NAME.flympg.net (direct: direct.NAME.flympg.net)",
                    "can be chosen",
                    follows_version,
                    "",
                    "fly.io/docs/mpg"},
    managed_service{"Vercel Postgres",
                    {"vercel", "vercel-storage"},
                    product::pgbouncer,
                    "the host name has -pooler in its first part",
                    "transaction",
                    "kept track of, as at Neon, which runs it",
                    "",
                    "vercel.com/docs/storage/vercel-postgres"},
    managed_service{"Prisma Postgres",
                    {"prisma postgres", "db.prisma.io", "accelerate"},
                    product::pgbouncer,
                    "pooled.db.prisma.io (direct: db.prisma.io)",
                    "transaction",
                    follows_version,
                    "",
                    "prisma.io/docs/postgres"},
    managed_service{
        "Hyperdrive",
        {"cloudflare", "cloudflare hyperdrive", "hyperdrive.local"},
        product::hyperdrive,
        "a binding of a Worker; the host is NAME.hyperdrive.local",
        "transaction",
        "kept track of, says the service",
        "advisory locks, LISTEN, SET beyond a transaction, SQL PREPARE and DISCARD are not for it",
        "developers.cloudflare.com/hyperdrive"},
    managed_service{"Yandex Managed Service for PostgreSQL",
                    {"yandex", "yandexcloud", "mdb"},
                    product::odyssey,
                    "port 6432 of each host",
                    "session, or transaction, chosen for a user",
                    "kept track of where the setting pool_reserve_prepared_statement is on",
                    "",
                    "yandex.cloud/docs/managed-postgresql"},
};

bool goes_by(managed_service const& s, std::string_view word) {
  return same_letters(word, s.name) || std::any_of(s.words.begin(), s.words.end(), [word](auto const& known) {
           return !known.empty() && same_letters(word, known);
         });
}

}  // namespace

std::optional<std::string> service_page(std::string_view word) {
  for (auto const& s : services) {
    if (!goes_by(s, word)) continue;
    auto page = fmt::format(
        "# {}\n\nA service with a pooler, {}. From its documentation, not observed by us:\n\n"
        "* The pooled address: {}.\n* Pool mode: {}.\n* Named prepared statements: {}.\n",
        s.name, product::name_of(s.product), s.address, s.mode, s.statements);
    if (!s.advice.empty()) page += fmt::format("* Advice: {}.\n", s.advice);
    return page + fmt::format(
                      "\nRead: {}\n\nWhat is true of yours: poolprobe check URL, once with the pooled "
                      "address and once with the direct one.\n",
                      s.source);
  }
  return std::nullopt;
}

}  // namespace poolprobe
