#include "connection_text/managed_services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

#include "model/product.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

bool is_within(std::string_view host, std::string_view domain) {
  if (!host.ends_with(domain)) return false;
  host.remove_suffix(domain.size());
  return host.empty() || host.ends_with('.');
}

/// One kind of address. Several may fit a host: the first counts.
struct pattern {
  std::string_view begins;
  std::string_view has;
  std::string_view domain;  ///< the host itself, or what follows a dot at its end
  std::string_view port;    ///< "" for any
  service means;

  [[nodiscard]] bool fits(std::string_view host, std::string_view at) const {
    return host.starts_with(begins) && host.find(has) != std::string_view::npos && is_within(host, domain) &&
           (port.empty() || port == at);
  }
};

constexpr auto transaction = pool_mode::transaction;
constexpr auto session = pool_mode::session;
constexpr auto none = pool_mode::none;
constexpr auto chosen = pool_mode::unknown;  // by the customer

// From the services' own documentation. Where the mode can be chosen, it is the one that they start with.
// clang-format off
constexpr std::array patterns{
    // begins, has, domain                            port     looks like
    pattern{"ep-", "-pooler.", "neon.tech",              "",      {"Neon's pooled endpoint", product::pgbouncer, transaction}},
    pattern{"ep-", "",         "neon.tech",              "",      {"Neon's direct endpoint", product::none, none}},
    pattern{"", "",            "pooler.supabase.com",    "6543",  {"Supabase's shared pooler, its transaction port", product::supavisor, transaction}},
    pattern{"", "",            "pooler.supabase.com",    "5432",  {"Supabase's shared pooler, its session port", product::supavisor, session}},
    pattern{"db.", "",         "supabase.co",            "6543",  {"Supabase's dedicated pooler", product::pgbouncer, transaction}},
    pattern{"db.", "",         "supabase.co",            "5432",  {"Supabase's direct address", product::none, none}},
    pattern{"", "", "postgres.database.azure.com",       "6432",  {"Azure's built-in pooler", product::pgbouncer, transaction}},
    pattern{"", "", "postgres.database.azure.com",       "8432",  {"Azure's built-in pooler on a worker", product::pgbouncer, transaction}},
    pattern{"", "", "postgres.database.azure.com",       "5432",  {"Azure's direct port", product::none, none}},
    pattern{"", "",            "db.ondigitalocean.com",  "25061", {"DigitalOcean's pool port", product::pgbouncer, transaction}},
    pattern{"", "",            "db.ondigitalocean.com",  "25060", {"DigitalOcean's direct port", product::none, none}},
    pattern{"", "",            "postgresbridge.com",     "5431",  {"Crunchy Bridge's pooler port", product::pgbouncer, transaction}},
    pattern{"", "",            "postgresbridge.com",     "5432",  {"Crunchy Bridge's direct port", product::none, none}},
    pattern{"", "",            "horizon.psdb.cloud",     "6432",  {"PlanetScale's pooler port", product::pgbouncer, transaction}},
    pattern{"", "",            "horizon.psdb.cloud",     "5432",  {"PlanetScale's direct port", product::none, none}},
    pattern{"", "-pooler.",    "postgres.vercel-storage.com",  "", {"Vercel Postgres' pooled endpoint", product::pgbouncer, transaction}},
    pattern{"", "",            "postgres.vercel-storage.com",  "", {"Vercel Postgres' direct endpoint", product::none, none}},
    pattern{"pgbouncer.", "",  "flympg.net",             "",      {"Fly's Managed Postgres, its pooler", product::pgbouncer, chosen}},
    pattern{"direct.", "",     "flympg.net",             "",      {"Fly's Managed Postgres, its direct address", product::none, none}},
    pattern{"pooled.db.prisma.io", "", "db.prisma.io",   "",      {"Prisma Postgres' pooled address", product::pgbouncer, transaction}},
    pattern{"db.prisma.io", "", "db.prisma.io",          "",      {"Prisma Postgres' direct address", product::none, none}},
    pattern{"", "",            "hyperdrive.local",       "",      {"Cloudflare's Hyperdrive", product::hyperdrive, transaction}},
    pattern{"", "",            "mdb.yandexcloud.net",    "6432",  {"Yandex Cloud's managed PostgreSQL", product::odyssey, chosen}},
    pattern{"", ".proxy-",     "rds.amazonaws.com",      "",      {"an RDS Proxy", product::rds_proxy, transaction}},
};
// clang-format on

/// "PgBouncer in transaction mode".
std::string spelled(std::string_view product, pool_mode mode) {
  if (product == product::none) return "the server itself";
  if (mode == pool_mode::unknown)
    return fmt::format("{}, whose mode can be chosen", product::name_of(product));
  return fmt::format("{} in {} mode", product::name_of(product), word(mode));
}

std::string compared(service const& expected, pooler_info const& seen) {
  auto const pooler_expected = expected.product != product::none;
  if (seen.present == certainty::no)
    return pooler_expected ? "but no pooler was observed, and that counts" : "what was observed agrees";
  if (seen.present == certainty::unknown)
    return "only a guess by the name: nothing that was observed confirms or refutes it";
  if (!pooler_expected) return "but a pooler was observed, and that counts";
  if (seen.product != expected.product && seen.product != product::unknown)
    return "but another make was observed, and that counts";
  auto const both = seen.pool_mode != pool_mode::unknown && expected.pool_mode != pool_mode::unknown;
  if (both && seen.pool_mode != expected.pool_mode)
    return fmt::format("but {} mode was observed, and that counts", word(seen.pool_mode));
  if (seen.product == product::unknown || seen.pool_mode == pool_mode::unknown)
    return "a guess by the name, which nothing that was observed contradicts";
  return "what was observed agrees";
}

}  // namespace

std::optional<service> service_at(std::string_view host, std::string_view port) {
  auto name = lower_case(host);
  if (name.ends_with('.')) name.pop_back();
  auto const at = port.empty() ? std::string_view("5432") : port;
  auto const found =
      std::find_if(patterns.begin(), patterns.end(), [&](pattern const& p) { return p.fits(name, at); });
  return found == patterns.end() ? std::nullopt : std::optional(found->means);
}

std::optional<evidence> service_evidence(std::string_view host, std::string_view port,
                                         pooler_info const& concluded) {
  auto const guess = service_at(host, port);
  if (!guess) return std::nullopt;
  return evidence{
      "host-name",
      fmt::format("host name looks like {}: {}", guess->name, spelled(guess->product, guess->pool_mode)),
      compared(*guess, concluded)};
}

}  // namespace poolprobe
