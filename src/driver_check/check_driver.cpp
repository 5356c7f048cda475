#include "driver_check/check_driver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver_check/choose_fix.hpp"
#include "driver_check/driver_fixes.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "model/driver_words.hpp"

namespace poolprobe {
namespace {

/// What kind of pool the configuration needs, in words.
std::string needs_in_words(driver_config const& config) {
  auto const needs = statement_needs_of(config);
  std::string text =
      needs.always_in_block ? "works in transaction and session mode" : "works in any pool mode";
  if (needs.named_later || needs.clashes)
    text = "needs a pool that tracks prepared statements, or session mode";
  if (needs.unnamed_later) text = "needs session mode";
  for (auto const& one : config.startup) text += fmt::format("; {} must be accepted at login", one.name);
  return text;
}

bool is_told(std::vector<driver_result> const& results, driver const& d, driver_config const& c) {
  return std::any_of(results.begin(), results.end(),
                     [&](auto const& r) { return r.driver == d.id && r.config == c.id; });
}

/// The configurations of the driver that have no result yet.
driver_choices others_of(driver const& d, std::vector<driver_result> const& results) {
  driver_choices all;
  for (auto const& c : d.configs) {
    if (!c.outdated && !is_told(results, d, c)) all.push_back({&d, &c});
  }
  return all;
}

void run_others(driver_check& on, driver const& d, extent which, std::vector<driver_result>& results,
                std::function<void(std::string_view)> const& before_each) {
  for (auto const& one : others_of(d, results)) {
    before_each(id_of(one));
    results.push_back(on.run(one, {}, which));
  }
}

/// Features are of interest only of a configuration that may be the fix.
void run_others_as_fixes(driver_check& on, driver const& d, std::vector<driver_result>& results,
                         std::function<void(std::string_view)> const& before_each) {
  auto const first = static_cast<std::ptrdiff_t>(results.size());
  on.simulate_together(others_of(d, results), extent::verdict);
  run_others(on, d, extent::verdict, results, before_each);
  driver_choices working;
  for (auto r = results.begin() + first; r != results.end(); ++r) {
    if (r->outcome == outcome::works) working.push_back(find_driver(id_of(*r)));
  }
  on.simulate_together(working, extent::all);
  for (auto r = results.begin() + first; r != results.end(); ++r) {
    if (r->outcome == outcome::works) *r = on.run(find_driver(id_of(*r)));
  }
}

/// For each result that is not clean the configuration that may mend it best, if it has no result yet.
driver_choices likely_fixes(driver const& d, std::vector<driver_result> const& results) {
  driver_choices all;
  for (auto const& r : results) {
    if (is_clean(r)) continue;
    auto const may_mend = [&](driver_config const& c) {
      auto const told = std::find_if(results.begin(), results.end(),
                                     [&](driver_result const& one) { return one.config == c.id; });
      return told == results.end() ? !c.outdated : is_clean(*told);
    };
    auto const* const config = choose_fix(d, *find_driver(id_of(r)).config, may_mend).config;
    auto const listed = [config](driver_choice const& one) { return one.config == config; };
    if (config == nullptr) continue;
    if (!is_told(results, d, *config) && std::none_of(all.begin(), all.end(), listed))
      all.push_back({&d, config});
  }
  return all;
}

/// Tries what mends best; where that works, the other configurations are not tried.
void find_fixes(driver_check& on, driver const& d, std::vector<driver_result>& results,
                std::function<void(std::string_view)> const& before_each) {
  auto const likely = likely_fixes(d, results);
  on.simulate_together(likely, extent::all);
  bool enough = !likely.empty();
  for (auto const& one : likely) {
    before_each(id_of(one));
    enough = is_clean(results.emplace_back(on.run(one))) && enough;
  }
  if (!enough) return run_others_as_fixes(on, d, results, before_each);
  for (auto const& one : others_of(d, results)) {
    auto& result = results.emplace_back(result_of(one));
    result.outcome = outcome::skipped;
    result.summary =
        fmt::format("not tried, as {} works here; --drivers={} tries all", id_of(likely.front()), d.id);
  }
}

}  // namespace

driver_choices with_generations(driver_choice const& choice) {
  auto all = other_generations(choice);
  all.insert(all.begin(), choice);
  return all;
}

std::vector<driver_result> results_for_verdict(driver_check& on, driver_choice const& choice,
                                               text_effects const& text, extent which) {
  std::vector<driver_result> results;
  for (auto const& one : with_generations(choice)) {
    results.push_back(on.run(one, text, which));
    results.back().required = true;
  }
  return results;
}

void check_driver(driver_check& on, driver_choice const& choice, text_effects const& text, others which,
                  std::vector<driver_result>& results,
                  std::function<void(std::string_view)> const& before_each) {
  auto const generations = with_generations(choice);
  on.simulate_together(generations, extent::all);
  bool enough = !on.is_dry_run();
  for (auto const& one : generations) {
    before_each(id_of(one));
    auto& result = results.emplace_back(on.run(one, text));
    result.required = true;
    enough = enough && is_clean(result);
  }
  if (enough) return;
  if (which == others::all || on.is_dry_run()) {
    on.simulate_together(others_of(*choice.driver, results), extent::all);
    run_others(on, *choice.driver, extent::all, results, before_each);
  } else {
    find_fixes(on, *choice.driver, results, before_each);
  }
  add_fixes(results);
  for (std::size_t i = 0; i < generations.size(); ++i) fix_text(results[i], text, on.run(generations[i]));
}

std::vector<driver_result> not_simulated(driver_choice const& choice, text_effects const& text) {
  std::vector<driver_result> all;
  auto const add = [&all](driver const& d, driver_config const& c) {
    auto& result = all.emplace_back(result_of({&d, &c}));
    result.outcome = outcome::skipped;
    result.summary = needs_in_words(c);
    for (auto const& f : c.features) {
      auto with = with_feature(c, f);
      with.transaction.always = with.transaction.always || f.in_block;
      result.features.push_back({std::string(word(f.group)), std::string(f.use), outcome::skipped,
                                 std::nullopt, needs_in_words(with), false});
    }
  };
  add(*choice.driver, *choice.config);
  all.front().required = true;
  auto const fails = for_versions(*choice.config, text).fails;
  if (!fails.empty()) {
    all.front().outcome = outcome::breaks;
    all.front().summary =
        fmt::format("does not start with {} in the connection text", fmt::join(fails, ", "));
  }
  for (auto const& c : choice.driver->configs) {
    if (&c != choice.config && !c.outdated) add(*choice.driver, c);
  }
  return all;
}

void check_all_drivers(driver_check& on, std::vector<driver_result>& results,
                       std::function<void(std::string_view)> const& before_each) {
  driver_choices all;
  for (auto const& d : all_drivers()) {
    auto const others = others_of(d, results);
    all.insert(all.end(), others.begin(), others.end());
  }
  on.simulate_together(all, extent::all);
  for (auto const& d : all_drivers()) run_others(on, d, extent::all, results, before_each);
  add_fixes(results);
}

}  // namespace poolprobe
