#include "connection_text/connection_lint.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/managed_services.hpp"
#include "drivers/driver.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view let_it_in =
    "with ignore_startup_parameters the login succeeds, but the setting is dropped; ALTER ROLE ... SET gives "
    "the setting to all";

constexpr std::string_view leave_out = "leave it out: a server that has no such setting refuses it as well";

/// Whether the driver sends it as a parameter that is no setting of PostgreSQL, as far as is known.
bool is_nobodys(target_info const& target, std::string const& key) {
  return std::any_of(target.startup.begin(), target.startup.end(),
                     [&key](sent_parameter const& p) { return p.key == key && !p.known; });
}

constexpr std::string_view for_all = "ALTER ROLE ... SET gives the setting to all";

std::string as_written(removed_setting const& s) { return s.value.empty() ? s.key : s.key + "=" + s.value; }

std::string_view name_of(target_info const& target) {
  auto const* const d = find_driver(target.driver.value_or("")).driver;
  return d == nullptr ? "the driver" : d->name;
}

/// The setting of the driver's first configuration that is a fix.
std::string fixing_setting(target_info const& target) {
  auto const* const d = find_driver(target.driver.value_or("")).driver;
  if (d == nullptr) return {};
  auto const found = std::find_if(d->configs.begin(), d->configs.end(),
                                  [](driver_config const& c) { return c.effect == effect::fixes; });
  if (found == d->configs.end()) return {};
  auto const as = !found->code.empty() ? found->code : !found->url.empty() ? found->url : found->setting;
  return found->since.empty() ? std::string(as) : fmt::format("{} (since {})", as, found->since);
}

void add_keys(std::vector<advice>& all, target_info const& target) {
  for (auto const& s : target.settings_removed) {
    if (s.effect == setting_effect::fails) {
      all.push_back({advice_kind::fails, as_written(s),
                     fmt::format("{} does not start with it: {}", name_of(target), s.meaning),
                     fixing_setting(target)});
    } else if (s.effect == setting_effect::startup) {
      auto const says_so = s.meaning.find("startup parameter") != std::string::npos &&
                           s.meaning.find("not of " + std::string(name_of(target))) == std::string::npos;
      all.push_back({advice_kind::refused, as_written(s),
                     says_so ? s.meaning
                             : fmt::format("{} sends it as a startup parameter, which PgBouncer refuses: {}",
                                           name_of(target), s.meaning),
                     std::string(is_nobodys(target, s.key) ? leave_out : let_it_in)});
    } else if (s.effect == setting_effect::set) {
      auto const says_so = s.meaning.find("SET ") != std::string::npos;
      all.push_back({advice_kind::trap, as_written(s),
                     says_so ? s.meaning
                             : fmt::format("{} sends it as a SET after login, which stays on the server "
                                           "connection: {}",
                                           name_of(target), s.meaning),
                     std::string(for_all)});
    } else if (s.effect == setting_effect::trap) {
      all.push_back({advice_kind::trap, as_written(s), s.meaning, fixing_setting(target)});
    } else if (s.effect == setting_effect::ignored) {
      all.push_back({advice_kind::ignored,
                     as_written(s),
                     fmt::format("{} ignores it: {}", name_of(target), s.meaning),
                     {}});
    }
  }
}

/// A part of `options` that is meant for a service's proxy, which removes it. Neon:
/// docs/connect/connection-errors; Supabase: supavisor, the tenant in `options`.
struct routing_word {
  std::string_view word;
  std::string_view whose;
};
constexpr routing_word routing_words[] = {{"endpoint=", "tells Neon's proxy which endpoint is meant"},
                                          {"project=", "tells Neon's proxy which endpoint is meant"},
                                          {"reference=", "tells Supabase's pooler which project is meant"}};

routing_word const* routing_in(std::string_view part) {
  auto const* const row = std::find_if(std::begin(routing_words), std::end(routing_words),
                                       [part](routing_word const& r) { return part.starts_with(r.word); });
  return row == std::end(routing_words) ? nullptr : row;
}

void add_options(std::vector<advice>& all, parameter_list const& parameters) {
  auto const given =
      std::find_if(parameters.begin(), parameters.end(), [](auto const& p) { return p.first == "options"; });
  if (given == parameters.end()) return;
  bool has_settings = false;
  for (auto const part : split(given->second, ' ')) {
    auto const* const routing = routing_in(part);
    has_settings = has_settings || (routing == nullptr && !part.empty());
    if (routing == nullptr) continue;
    all.push_back({advice_kind::routing,
                   "options=" + std::string(routing->word) + "...",
                   fmt::format("{}; no setting of the server, leave it there", routing->whose),
                   {}});
  }
  if (!has_settings) return;
  all.push_back({advice_kind::refused, "options",
                 "PgBouncer before 1.20 refuses it; later ones read it, and refuse settings that they do not "
                 "track",
                 std::string(let_it_in)});
}

/// The startup parameters that the driver always sends.
void add_own_startup(std::vector<advice>& all, target_info const& target) {
  auto const* const config = find_driver(target.driver.value_or("")).config;
  if (config == nullptr) return;
  for (auto const& one : config->startup) {
    all.push_back({advice_kind::refused, std::string(one.name),
                   fmt::format("{} sends {}={} as a startup parameter by itself, which PgBouncer refuses",
                               name_of(target), one.name, one.value),
                   fmt::format("ignore_startup_parameters = {} in pgbouncer.ini", one.name)});
  }
}

void add_service(std::vector<advice>& all, std::string const& host, service const& at) {
  if (at.product != product::none && at.pool_mode == pool_mode::unknown) {
    all.push_back({advice_kind::pooled,
                   host,
                   fmt::format("looks like {}: a pooler whose mode can be chosen", at.name),
                   {}});
  } else if (at.pool_mode == pool_mode::transaction) {
    all.push_back({advice_kind::pooled,
                   host,
                   fmt::format("looks like {}: transaction mode, so a transaction may run on any server "
                               "connection",
                               at.name),
                   {}});
  }
}

/// For each of the hosts, with its port; a single port is that of all hosts.
void add_places(std::vector<advice>& all, target_info const& target) {
  auto const hosts = split(target.host, ',');
  auto const ports = split(target.port, ',');
  bool is_usual = false;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    auto const port = ports.empty() ? std::string_view() : ports[std::min(i, ports.size() - 1)];
    if (auto const service = service_at(hosts[i], port)) {
      add_service(all, std::string(hosts[i]), *service);
    } else {
      is_usual = is_usual || port == "6432";
    }
  }
  if (is_usual) all.push_back({advice_kind::pooled, "port 6432", "the port that PgBouncer usually has", {}});
}

}  // namespace

std::vector<advice> advice_on(target_info const& target, parameter_list const& parameters,
                              bool has_password) {
  std::vector<advice> all;
  add_keys(all, target);
  add_options(all, parameters);
  add_own_startup(all, target);
  if (has_password && target.source.starts_with("argument")) {
    all.push_back({advice_kind::exposed, "password", "visible in the process list and shell history",
                   "--url-env NAME, --url-file PATH, PGPASSWORD or a password file"});
  }
  add_places(all, target);
  std::stable_sort(all.begin(), all.end(), [](advice const& a, advice const& b) { return a.kind < b.kind; });
  return all;
}

}  // namespace poolprobe
