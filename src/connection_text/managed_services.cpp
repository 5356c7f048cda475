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

/// One kind of address. Several may fit a host: the first counts.
struct pattern {
  std::string_view begins;
  std::string_view has;
  std::string_view ends;
  std::string_view port;  ///< "" for any
  service means;

  [[nodiscard]] bool fits(std::string_view host, std::string_view at) const {
    return host.starts_with(begins) && host.find(has) != std::string_view::npos && host.ends_with(ends) &&
           (port.empty() || port == at);
  }
};

constexpr auto transaction = pool_mode::transaction;
constexpr auto session = pool_mode::session;
constexpr auto none = pool_mode::none;

// From the services' own documentation. Where the mode can be chosen, it is the one that they start with.
// clang-format off
constexpr std::array patterns{
    // begins, has, ends                              port     looks like
    pattern{"ep-", "-pooler.", ".neon.tech",             "",      {"Neon's pooled endpoint", product::pgbouncer, transaction}},
    pattern{"ep-", "",         ".neon.tech",             "",      {"Neon's direct endpoint", product::none, none}},
    pattern{"", "",            ".pooler.supabase.com",   "6543",  {"Supabase's shared pooler, its transaction port", product::supavisor, transaction}},
    pattern{"", "",            ".pooler.supabase.com",   "5432",  {"Supabase's shared pooler, its session port", product::supavisor, session}},
    pattern{"db.", "",         ".supabase.co",           "6543",  {"Supabase's dedicated pooler", product::pgbouncer, transaction}},
    pattern{"db.", "",         ".supabase.co",           "5432",  {"Supabase's direct address", product::none, none}},
    pattern{"", "", ".postgres.database.azure.com",      "6432",  {"Azure's built-in pooler", product::pgbouncer, transaction}},
    pattern{"", "", ".postgres.database.azure.com",      "8432",  {"Azure's built-in pooler on a worker", product::pgbouncer, transaction}},
    pattern{"", "", ".postgres.database.azure.com",      "5432",  {"Azure's direct port", product::none, none}},
    pattern{"", "",            ".db.ondigitalocean.com", "25061", {"DigitalOcean's pool port", product::pgbouncer, transaction}},
    pattern{"", "",            ".db.ondigitalocean.com", "25060", {"DigitalOcean's direct port", product::none, none}},
    pattern{"", "",            ".postgresbridge.com",    "5431",  {"Crunchy Bridge's pooler port", product::pgbouncer, transaction}},
    pattern{"", "",            ".postgresbridge.com",    "5432",  {"Crunchy Bridge's direct port", product::none, none}},
    pattern{"", "",            ".horizon.psdb.cloud",    "6432",  {"PlanetScale's pooler port", product::pgbouncer, transaction}},
    pattern{"", "",            ".horizon.psdb.cloud",    "5432",  {"PlanetScale's direct port", product::none, none}},
    pattern{"", ".proxy-",     ".rds.amazonaws.com",     "",      {"an RDS Proxy", product::rds_proxy, transaction}},
};
// clang-format on

/// "PgBouncer in transaction mode".
std::string spelled(std::string_view product, pool_mode mode) {
  if (product == product::none) return "the server itself";
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
  if (seen.pool_mode != expected.pool_mode && seen.pool_mode != pool_mode::unknown)
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
