#include "driver_check/scenarios_from_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "drivers/engine/requirement.hpp"

namespace poolprobe {
namespace {

/// Whether a setting stays with its client, by the result of the probe with that code: it shows only between
/// clients that ask for different values, not between processes of one application. nullopt where the probe
/// found that it does.
std::optional<scenario_result> scenario_of_probe(std::string_view setting, std::string_view code,
                                                 std::vector<finding> const& found) {
  auto const f =
      std::find_if(found.begin(), found.end(), [&](finding const& one) { return one.code == code; });
  if (f != found.end() && f->outcome == outcome::works) return std::nullopt;
  auto const told = f != found.end() && f->outcome != outcome::unknown && f->outcome != outcome::skipped;
  auto result = told
                    ? without_simulating(f->outcome == outcome::leaks ? outcome::wrong_answer : f->outcome,
                                         fmt::format("{} ({})", f->summary, code), f->sqlstate)
                    : without_simulating(outcome::unknown,
                                         fmt::format("not told whether its {} stays its own: {}: {}", setting,
                                                     code, f == found.end() ? "not run" : f->summary));
  result.scenario = scenario_kind::setting;
  return result;
}

/// nullopt also where no probe covers the startup parameter.
std::optional<scenario_result> scenario_of_setting(std::string_view parameter,
                                                   std::vector<finding> const& found) {
  auto const code = probe_of_setting(parameter);
  return code ? scenario_of_probe(parameter, *code, found) : std::nullopt;
}

/// What the keys cause that the driver sends as a SET after login.
std::optional<scenario_result> scenario_of_set(std::vector<std::string> const& keys,
                                               std::vector<finding> const& found) {
  if (keys.empty()) return std::nullopt;
  auto const written = fmt::format("{}", fmt::join(keys, ", "));
  auto told = scenario_of_probe(written, probe_of_session_set, found);
  if (told && told->outcome != outcome::unknown)
    told->observed = fmt::format("{} is sent as a SET after login: {}", written, told->observed);
  return told;
}

/// What tells what DISCARD ALL takes from other clients.
constexpr std::string_view discards = "PP111", keeps_track = "PP102", keeps_names = "PP101";
constexpr std::string_view statement_limit = "PP113";

bool discards_all(driver_config const& config) {
  return config.give_back.find("DISCARD ALL") != config.give_back.npos;
}

}  // namespace

scenario_result without_simulating(outcome how, std::string why, std::optional<std::string> sqlstate) {
  scenario_result result;
  result.scenario = scenario_kind::login;
  result.outcome = how;
  result.sqlstate = std::move(sqlstate);
  result.observed = std::move(why);
  return result;
}

scenario_result as_caveat(scenario_result seen) {
  seen.counts_for = scenario_result::weight::caveat;
  return seen;
}

std::vector<scenario_result> scenarios_of_settings(driver_config const& config, text_effects const& text,
                                                   std::vector<finding> const& found) {
  std::set<std::string_view>
      parameters;  // a set: the text may name a parameter that the configuration sends as well
  for (auto const& one : config.startup) parameters.insert(one.name);
  for (auto const& one : text.startup) parameters.insert(one.name);
  std::vector<scenario_result> all;
  for (auto const parameter : parameters) {
    if (auto told = scenario_of_setting(parameter, found)) all.push_back(std::move(*told));
  }
  if (auto told = scenario_of_set(text.set, found)) all.push_back(std::move(*told));
  return all;
}

std::optional<scenario_result> scenario_of_give_back(driver_config const& config,
                                                     std::vector<finding> const& found) {
  if (!discards_all(config)) return std::nullopt;
  finding const* by = nullptr;
  for (auto const& one : found) {
    auto const tells = one.outcome == outcome::works || is_failure(one.outcome);
    auto const tracking = one.code == keeps_track || one.code == keeps_names;
    if (tells && (one.code == discards || (tracking && by == nullptr))) by = &one;
  }
  if (by != nullptr && by->outcome == outcome::works) return std::nullopt;
  auto result = without_simulating(
      by == nullptr ? outcome::unknown : outcome::breaks,
      by == nullptr
          ? fmt::format("not told what its DISCARD ALL takes from other clients: {} was not run", keeps_track)
          : std::string("DISCARD ALL, when a connection is given back, takes what other clients "
                        "have prepared on that server connection"));
  result.scenario = scenario_kind::setting;
  result.counts_for = scenario_result::weight::caveat;
  return result;
}

std::optional<scenario_result> scenario_of_eviction(driver_choice const& of,
                                                    std::vector<finding> const& found) {
  auto const f = std::find_if(found.begin(), found.end(),
                              [](finding const& one) { return one.code == statement_limit; });
  auto const unasked = f != found.end() && f->outcome == outcome::breaks && !f->sqlstate;
  if (!unasked || of.config->names.by == naming::none) return std::nullopt;
  auto const& error = of.driver->unasked_answer;
  auto result = without_simulating(
      outcome::breaks,
      (error.empty() ? std::string("other clients wait without end")
                     : fmt::format("the driver ends with \"{}\", or other clients wait without end", error)) +
          ", where more statements are in use than the poolers keep");
  result.scenario = scenario_kind::evicted;
  return as_caveat(std::move(result));
}

std::vector<std::string> probes_behind(driver_config const& config, bool several_poolers) {
  std::vector<std::string> codes;
  for (auto const& one : config.startup) {
    if (auto const code = probe_of_setting(one.name)) codes.emplace_back(*code);
  }
  if (discards_all(config)) {
    for (auto const code : {discards, keeps_track, keeps_names}) codes.emplace_back(code);
  }
  if (several_poolers && config.names.by != naming::none) codes.emplace_back(statement_limit);
  return codes;
}

}  // namespace poolprobe
