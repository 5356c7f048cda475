#include "driver_check/driver_fixes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver_check/scenario_summary.hpp"
#include "drivers/engine/requirement.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

bool bad(scenario_result const& s) { return is_failure(s.outcome); }

std::string full_id(driver_result const& r) {
  return r.config.empty() ? r.driver : fmt::format("{}:{}", r.driver, r.config);
}

/// How the setting is written in code or in the URL, where the catalogue has that.
std::string spelling(driver_config const& config) {
  auto const as = !config.code.empty() ? config.code : !config.url.empty() ? config.url : config.setting;
  return config.since.empty() ? std::string(as) : fmt::format("{} (since {})", as, config.since);
}

/// The configuration of the same driver that fixes a broken one: first a fix whose id begins like the broken
/// one's (psycopg-none for psycopg), then any other fix, then any configuration that is no trap. Never one of
/// outdated versions.
driver_result const* find_fix(std::vector<driver_result> const& results, driver_result const& broken,
                              bool (*good)(driver_result const&)) {
  auto const find = [&](effect wanted, std::string_view family) -> driver_result const* {
    for (auto const& r : results) {
      if (r.driver != broken.driver || &r == &broken || !good(r) || !r.config.starts_with(family)) continue;
      auto const* config = find_driver(full_id(r)).config;
      if (config != nullptr && config->effect == wanted && !config->generation_of) return &r;
    }
    return nullptr;
  };
  auto const* const similar = find(effect::fixes, broken.config);
  if (similar != nullptr) return similar;
  auto const* const any = find(effect::fixes, "");
  return any != nullptr ? any : find(effect::plain, "");
}

/// What the user has to write to get from the broken configuration to the fix. Where only the version
/// differs, that is the version; the default needs no setting.
std::string change_to(driver_result const& fix, driver_result const& broken) {
  auto const& config = *find_driver(full_id(fix)).config;
  auto const& old = *find_driver(full_id(broken)).config;
  if (old.generation_of == config.id && !config.holds_for.from.empty()) return words_of(versions_of(config));
  if (!config.id.empty() || broken.setting.starts_with("default")) return spelling(config);
  return fmt::format("without {}, as the driver comes", broken.setting);
}

/// The startup parameter that the configuration sends and that does not work here; empty where there is none.
std::string_view broken_parameter(driver_result const& r) {
  auto const& startup = find_driver(full_id(r)).config->startup;
  auto const at_startup = [](scenario_result const& s) {
    return bad(s) && (s.scenario == scenario_kind::login || s.scenario == scenario_kind::setting);
  };
  if (startup.empty() || !probe_of_setting(startup.front().name)) return {};
  return std::any_of(r.scenarios.begin(), r.scenarios.end(), at_startup) ? startup.front().name : "";
}

bool refused_at_login(driver_result const& r) {
  return !r.scenarios.empty() && r.scenarios.front().scenario == scenario_kind::login &&
         bad(r.scenarios.front());
}

/// Whether only its login is refused, and everything after it was seen to work.
bool works_after_login(driver_result const& r) {
  return refused_at_login(r) && r.scenarios.size() > 1 && words_after_login(r.scenarios).empty() &&
         std::all_of(r.scenarios.begin() + 1, r.scenarios.end(), [](scenario_result const& s) {
           return s.outcome == outcome::works || s.counts_for != scenario_result::weight::verdict;
         });
}

constexpr std::string_view another_pool =
    "a pool in session mode, or one that supports named prepared statements";

/// The fix by which the pooler ignores the parameters, and what is needed in addition where that is not
/// enough.
std::string with_parameters_ignored(std::vector<driver_result> const& results, driver_result const& r,
                                    driver_config const& config) {
  std::vector<std::string_view> names;
  for (auto const& one : config.startup) names.push_back(one.name);
  auto const parameters =
      fmt::format("ignore_startup_parameters = {} in pgbouncer.ini", fmt::join(names, ", "));
  auto const rest = words_after_login(r.scenarios);
  if (rest.empty()) return parameters;
  auto const* const also = find_fix(results, r, works_after_login);
  return fmt::format("{}, and with it {}: that alone leaves {}", parameters,
                     also == nullptr ? std::string(another_pool) : change_to(*also, r), rest);
}

/// A fix in the pooler or the server, which cannot be tried from here.
std::string on_the_pooler(std::vector<driver_result> const& results, driver_result const& r) {
  if (auto const name = broken_parameter(r); !name.empty())
    return fmt::format("ALTER ROLE ... SET {0} in the server, and no {0} at login", name);
  auto const* config = find_driver(full_id(r)).config;
  if (refused_at_login(r) && config != nullptr && !config->startup.empty())
    return with_parameters_ignored(results, r, *config);
  if (!r.scenarios.empty() && r.scenarios.front().scenario == scenario_kind::block)
    return "a pool in transaction or session mode";
  return std::string(another_pool);
}

void add_fix(std::vector<driver_result> const& results, driver_result& r) {
  auto const* fix = find_fix(results, r, is_clean);
  if (fix == nullptr)
    fix = find_fix(results, r, [](driver_result const& one) { return one.outcome == outcome::works; });
  if (fix == nullptr) {
    r.fix = on_the_pooler(results, r);
    return;
  }
  r.fix_id = full_id(*fix);
  r.fix = change_to(*fix, r);
  if (auto const name = broken_parameter(r); !name.empty())
    r.fix += fmt::format(", and no {} at login", name);
  if (!fix->caveats.empty()) r.fix += ", which " + fix->summary;
  r.fix_verified = true;
}

/// Every caveat gets the same fix: a configuration without any caveat.
void add_caveat_fixes(std::vector<driver_result> const& results, driver_result& r) {
  auto const* const fix = r.caveats.empty() ? nullptr : find_fix(results, r, is_clean);
  if (fix == nullptr) return;
  for (auto& one : r.caveats) one.fix = change_to(*fix, r) + " (tried here: works)";
}

}  // namespace

bool is_clean(driver_result const& r) { return r.outcome == outcome::works && r.caveats.empty(); }

std::vector<version_span> versions_of(driver_config const& config) {
  std::vector<version_span> all;
  for (auto const& [package, from, before] : {config.holds_for, config.holds_also}) {
    if (!package.empty()) all.push_back({std::string(package), std::string(from), std::string(before)});
  }
  return all;
}

void add_fixes(std::vector<driver_result>& results) {
  for (auto& r : results) {
    if (is_failure(r.outcome)) add_fix(results, r);
    add_caveat_fixes(results, r);
  }
}

void fix_text(driver_result& chosen, text_effects const& text, driver_result const& without) {
  auto keys = text.fails;
  if (keys.empty()) {
    for (auto const& one : text.startup) keys.push_back(one.key);
  }
  auto const met = !chosen.scenarios.empty() && chosen.scenarios.size() > without.scenarios.size();
  if (keys.empty() || !met) return;
  auto const leave = fmt::format("without {} in the connection text", fmt::join(keys, ", "));
  if (without.outcome == outcome::works) {
    chosen.fix_id = full_id(chosen);
    chosen.fix = leave;
    chosen.fix_verified = true;
  } else if (chosen.fix_verified) {
    chosen.fix += ", " + leave;
  }
}

}  // namespace poolprobe
