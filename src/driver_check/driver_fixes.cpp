#include "driver_check/driver_fixes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver_check/choose_fix.hpp"
#include "driver_check/scenario_summary.hpp"
#include "drivers/engine/requirement.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

bool bad(scenario_result const& s) { return is_failure(s.outcome); }

/// The result whose configuration fixes a broken one, and what has to be written for it.
struct found_fix {
  driver_result const* result = nullptr;
  std::string words;
};

found_fix find_fix(std::vector<driver_result> const& results, driver_result const& broken,
                   bool (*good)(driver_result const&)) {
  auto const choice = find_driver(id_of(broken));
  auto const result_of_config = [&](driver_config const& config) -> driver_result const* {
    auto const found = std::find_if(results.begin(), results.end(), [&](driver_result const& r) {
      return r.driver == broken.driver && r.config == config.id;
    });
    return found == results.end() ? nullptr : &*found;
  };
  auto const works = [&](driver_config const& config) {
    auto const* const result = result_of_config(config);
    return result != nullptr && good(*result);
  };
  auto chosen = choose_fix(*choice.driver, *choice.config, works);
  if (chosen.config == nullptr) return {};
  return {result_of_config(*chosen.config), std::move(chosen.words)};
}

/// The startup parameter that the configuration sends and that does not work here; empty where there is none.
std::string_view broken_parameter(driver_result const& r) {
  auto const& startup = find_driver(id_of(r)).config->startup;
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
  auto const also = find_fix(results, r, works_after_login);
  return fmt::format("{}, and with it {}: that alone leaves {}", parameters,
                     also.result == nullptr ? std::string(another_pool) : also.words, rest);
}

/// A fix in the pooler or the server, which cannot be tried from here.
std::string on_the_pooler(std::vector<driver_result> const& results, driver_result const& r) {
  if (auto const name = broken_parameter(r); !name.empty())
    return fmt::format("ALTER ROLE ... SET {0} in the server, and no {0} at login", name);
  auto const* config = find_driver(id_of(r)).config;
  if (refused_at_login(r) && config != nullptr && !config->startup.empty())
    return with_parameters_ignored(results, r, *config);
  if (!r.scenarios.empty() && r.scenarios.front().scenario == scenario_kind::block)
    return "a pool in transaction or session mode";
  return std::string(another_pool);
}

void add_fix(std::vector<driver_result> const& results, driver_result& r) {
  auto found = find_fix(results, r, is_clean);
  if (found.result == nullptr)
    found = find_fix(results, r, [](driver_result const& one) { return one.outcome == outcome::works; });
  auto const* const fix = found.result;
  if (fix == nullptr) {
    r.fix = on_the_pooler(results, r);
    return;
  }
  r.fix_id = id_of(*fix);
  r.fix = found.words;
  if (auto const name = broken_parameter(r); !name.empty())
    r.fix += fmt::format(", and no {} at login", name);
  if (!fix->caveats.empty()) r.fix += ", which " + fix->summary;
  r.fix_verified = true;
}

/// Every caveat gets the same fix: a configuration without any caveat.
void add_caveat_fixes(std::vector<driver_result> const& results, driver_result& r) {
  auto const fix = r.caveats.empty() ? found_fix() : find_fix(results, r, is_clean);
  if (fix.result == nullptr) return;
  for (auto& one : r.caveats) one.fix = fix.words + " (tried here: works)";
}

}  // namespace

bool is_clean(driver_result const& r) { return r.outcome == outcome::works && r.caveats.empty(); }

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
    keys.insert(keys.end(), text.set.begin(), text.set.end());
  }
  auto const met = !chosen.scenarios.empty() && chosen.scenarios.size() > without.scenarios.size();
  if (keys.empty() || !met) return;
  auto const leave = fmt::format("without {} in the connection text", fmt::join(keys, ", "));
  if (without.outcome == outcome::works) {
    chosen.fix_id = id_of(chosen);
    chosen.fix = leave;
    chosen.fix_verified = true;
  } else if (chosen.fix_verified) {
    chosen.fix += ", " + leave;
  }
}

}  // namespace poolprobe
