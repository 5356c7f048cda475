#include "connection_text/advice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/managed_services.hpp"
#include "drivers/driver.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view let_it_in =
    "ignore_startup_parameters lets it in, and drops it; ALTER ROLE ... SET gives the setting to all";

std::string as_written(removed_setting const& s) { return s.value.empty() ? s.key : s.key + "=" + s.value; }

std::string_view name_of(target_info const& target) {
  auto const* const d = find_driver(target.driver.value_or("")).driver;
  return d == nullptr ? "the driver" : d->name;
}

/// Of the driver's configurations one that is made to mend.
std::string mending(target_info const& target) {
  auto const* const d = find_driver(target.driver.value_or("")).driver;
  if (d == nullptr) return {};
  auto const found = std::find_if(d->configs.begin(), d->configs.end(),
                                  [](driver_config const& c) { return c.effect == effect::mends; });
  if (found == d->configs.end()) return {};
  auto const as = !found->code.empty() ? found->code : !found->url.empty() ? found->url : found->setting;
  return found->since.empty() ? std::string(as) : fmt::format("{} (since {})", as, found->since);
}

void add_keys(std::vector<advice>& all, target_info const& target) {
  for (auto const& s : target.settings_removed) {
    if (s.effect == setting_effect::fails) {
      all.push_back({advice_kind::fails, as_written(s),
                     fmt::format("{} does not start with it: {}", name_of(target), s.meaning),
                     mending(target)});
    } else if (s.effect == setting_effect::startup) {
      auto const says_so = s.meaning.find("startup parameter") != std::string::npos;
      all.push_back({advice_kind::refused, as_written(s),
                     says_so ? s.meaning
                             : fmt::format("{} sends it as a startup parameter, which PgBouncer refuses: {}",
                                           name_of(target), s.meaning),
                     std::string(let_it_in)});
    } else if (s.effect == setting_effect::trap) {
      all.push_back({advice_kind::trap, as_written(s), s.meaning, mending(target)});
    } else if (s.effect == setting_effect::ignored) {
      all.push_back({advice_kind::ignored,
                     as_written(s),
                     fmt::format("{} ignores it: {}", name_of(target), s.meaning),
                     {}});
    }
  }
}

void add_options(std::vector<advice>& all, parameter_list const& parameters) {
  auto const given = std::any_of(parameters.begin(), parameters.end(),
                                 [](auto const& p) { return p.first == "options" && !p.second.empty(); });
  if (!given) return;
  all.push_back({advice_kind::refused, "options",
                 "PgBouncer before 1.20 refuses it; later ones read it, and refuse settings that they do not "
                 "track",
                 std::string(let_it_in)});
}

/// What the driver sends whatever the text says.
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

void add_place(std::vector<advice>& all, target_info const& target) {
  if (auto const service = service_at(target.host, target.port)) {
    if (service->pool_mode != pool_mode::transaction) return;
    all.push_back({advice_kind::pooled,
                   target.host,
                   fmt::format("looks like {}: transaction mode, so a transaction may run on any server "
                               "connection",
                               service->name),
                   {}});
  } else if (target.port == "6432") {
    all.push_back({advice_kind::pooled, "port 6432", "the port that PgBouncer usually has", {}});
  }
}

}  // namespace

std::vector<advice> advice_on(target_info const& target, parameter_list const& parameters,
                              bool has_password) {
  std::vector<advice> all;
  add_keys(all, target);
  add_options(all, parameters);
  add_own_startup(all, target);
  if (has_password && target.source == "argument") {
    all.push_back(
        {advice_kind::exposed, "password",
         "it stands on the command line, where others on this machine can read it and the shell keeps "
         "it",
         "--url-env NAME, --url-file PATH, PGPASSWORD or a password file"});
  }
  add_place(all, target);
  std::stable_sort(all.begin(), all.end(), [](advice const& a, advice const& b) { return a.kind < b.kind; });
  return all;
}

}  // namespace poolprobe
