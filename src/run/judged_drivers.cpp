#include "run/judged_drivers.hpp"

#include <algorithm>

#include "connection_text/several_hosts.hpp"
#include "judge/verdict.hpp"
#include "model/fatal.hpp"
#include "run/check_run.hpp"

namespace poolprobe {
namespace {

using results = std::vector<driver_result>;

bool has(requirements const& all, std::string const& code) {
  return std::find(all.begin(), all.end(), code) != all.end();
}

/// Adds what the driver needs because of the connection text.
void require_effects(requirements& to, text_effects const& effects) {
  for (auto const& setting : effects.startup) require_setting(to, setting.name);
  if (!effects.set.empty()) to.emplace_back(probe_of_session_set);
}

/// Adds results that are new, and those that are required, which are newer; the required come first.
void merge(results& into, results own) {
  for (auto& one : own) {
    auto const known = std::find_if(into.begin(), into.end(), [&one](driver_result const& other) {
      return other.driver == one.driver && other.config == one.config;
    });
    if (known == into.end()) {
      into.push_back(std::move(one));
    } else if (one.required) {
      *known = std::move(one);
    }
  }
  std::stable_partition(into.begin(), into.end(), [](driver_result const& r) { return r.required; });
}

/// A driver that --drivers names or includes is checked with all its configurations.
others others_wanted(driver_choice const& of, check_options const& options) {
  auto const named = std::any_of(options.listed.begin(), options.listed.end(),
                                 [&of](driver_choice const& one) { return one.driver == of.driver; });
  return named || options.all_drivers ? others::all : others::fixes;
}

void check_one(driver_check& check, driver_choice const& choice, text_effects const& effects, bool required,
               others which, results& into, std::function<void(std::string_view)> const& before_each) {
  results own;
  auto const keep = [&] {
    if (!required) std::for_each(own.begin(), own.end(), [](driver_result& r) { r.required = false; });
    merge(into, std::move(own));
  };
  try {
    check_driver(check, choice, effects, which, own, before_each);
  } catch (...) {
    keep();  // what an interrupt has left
    throw;
  }
  keep();
}

}  // namespace

driver_choices judged_drivers(target const& where, check_options const& options) {
  auto all = options.drivers;
  if (all.empty()) all.push_back(find_driver(where.shown.driver.value_or("")));
  std::erase_if(all, [](driver_choice const& one) { return one.driver == nullptr; });
  if (all.empty() && options.life.any()) {
    throw fatal(exit_code::usage,
                "--require errors, cursors and batches are about a driver, and none is named",
                "--driver DRIVER names one; poolprobe list drivers shows all");
  }
  return all;
}

text_effects effects_on(driver_choice const& driver, target const& where, check_options const& options) {
  text_effects effects;
  auto const id = driver.driver == nullptr ? std::string_view() : driver.driver->id;
  if (!objection_to_hosts(where, id, options.several_hosts).empty())
    effects.fails.emplace_back("several hosts");
  if (options.several_hosts) effects.hosts_since = takes_hosts_since(id);
  auto const& shown = where.shown;
  if (find_driver(shown.driver.value_or("")).driver != driver.driver) return effects;
  for (auto const& a : shown.advice) {
    if (a.kind == advice_kind::fails) effects.fails.push_back(a.about);
  }
  effects.startup = shown.startup;
  effects.set = shown.set_at_login;
  return effects;
}

requirements required_of(driver_choices const& drivers, target const& where, check_options const& options) {
  auto all = drivers.empty() ? requirements_without_driver() : requirements();
  for (auto const& one : drivers) {
    auto own = requirements_of(*one.config);
    require_effects(own, effects_on(one, where, options));
    std::copy_if(own.begin(), own.end(), std::back_inserter(all),
                 [&all](std::string const& code) { return !has(all, code); });
  }
  if (drivers.empty()) require_effects(all, effects_on({}, where, options));
  all.insert(all.end(), options.also_required.begin(), options.also_required.end());
  return all;
}

void forgive_on_server(requirements& wanted, run_record const& run, check_options const& options) {
  if (run.pooler.present != certainty::no) return;
  std::erase_if(wanted, [&](std::string const& code) {
    if (!tells_of_a_setting(code)) return false;
    auto const seen = std::any_of(run.findings.begin(), run.findings.end(), [&code](finding const& f) {
      return f.code == code && f.outcome != outcome::unknown;
    });
    return !has(options.also_required, code) && !seen;
  });
}

void keep_common(requirements& wanted, run_record const& run, driver_choices const& drivers,
                 check_options const& options) {
  if (!needs_a_version(run, options.life)) return;
  auto const all_need = [](driver_choice const& one, std::string const& code) {
    auto const others = other_generations(one);
    return has(requirements_of(*one.config), code) &&
           std::all_of(others.begin(), others.end(), [&code](driver_choice const& other) {
             return has(requirements_of(*other.config), code);
           });
  };
  std::erase_if(wanted, [&](std::string const& code) {
    return !has(options.also_required, code) &&
           std::none_of(drivers.begin(), drivers.end(),
                        [&](driver_choice const& one) { return all_need(one, code); });
  });
}

/// Where a pooler takes several transactions at once, features cost hardly another round trip.
extent extent_at_first(driver_check const& check, check_options const& options) {
  return options.life.any() || check.takes_several_at_once() ? extent::all : extent::verdict;
}

void simulate_together(driver_check& check, driver_choices const& drivers, target const& where,
                       check_options const& options, beside_scenarios const& beside) {
  for (auto const& one : drivers) check.log_in(one, effects_on(one, where, options));
  beside.after_each();
  driver_choices all;
  for (auto const& one : drivers) {
    auto const generations = with_generations(one);
    all.insert(all.end(), generations.begin(), generations.end());
  }
  check.simulate_together(all, extent_at_first(check, options), beside);
}

/// Only a failure is of interest before the rest is known.
void recall_drivers(driver_check& check, driver_choices const& drivers, target const& where,
                    check_options const& options, std::vector<driver_result>& into) {
  auto const which = extent_at_first(check, options);
  for (auto const& one : drivers) {
    auto result = check.recall(one, effects_on(one, where, options), which);
    if (!is_failure(result.outcome)) continue;
    result.required = true;
    merge(into, {std::move(result)});
  }
}

void judge_drivers(driver_check& check, driver_choices const& drivers, target const& where,
                   check_options const& options, std::vector<driver_result>& into) {
  auto const which = extent_at_first(check, options);
  for (auto const& one : drivers)
    merge(into, results_for_verdict(check, one, effects_on(one, where, options), which));
}

void check_drivers(driver_check& check, driver_choices const& drivers, target const& where,
                   check_options const& options, std::vector<driver_result>& into) {
  for (auto const& one : drivers)
    check_one(check, one, effects_on(one, where, options), true, others_wanted(one, options), into,
              options.progress);
  for (auto const& one : options.listed)
    check_one(check, one, effects_on(one, where, options), false, others::all, into, options.progress);
  if (options.all_drivers) check_all_drivers(check, into, options.progress);
}

std::vector<driver_result> not_simulated(driver_choices const& drivers, target const& where,
                                         check_options const& options) {
  results all;
  for (auto const& one : drivers) merge(all, not_simulated(one, effects_on(one, where, options)));
  return all;
}

}  // namespace poolprobe
