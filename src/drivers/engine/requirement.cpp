#include "drivers/engine/requirement.hpp"

#include <algorithm>
#include <iterator>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/split_by_transaction.hpp"

namespace poolprobe {
namespace {

struct setting_probe {
  std::string_view setting, code;
};
constexpr setting_probe setting_probes[] = {{"search_path", "PP302"}, {"statement_timeout", "PP304"}};

}  // namespace

/// Simple queries that a driver sends besides others (BEGIN) add no requirement here; PP401 covers them.
requirements requirements_of(driver_config const& config) {
  auto const needs = statement_needs_of(config);
  requirements all;
  if (needs.clashes) all.emplace_back("PP101");
  if (needs.named_later) all.emplace_back("PP102");
  if (needs.ambiguous_names) all.emplace_back("PP103");
  if (needs.unnamed_later) all.emplace_back("PP104");
  if (all.empty() && needs.extended) all.emplace_back("PP105");
  if (needs.always_in_block) all.emplace_back("PP401");
  if (all.empty() || !needs.extended) all.emplace_back("PP406");
  for (auto const& setting : config.startup) require_setting(all, setting.name);
  return all;
}

std::optional<std::string_view> probe_of_setting(std::string_view startup_parameter) {
  for (auto const& [setting, code] : setting_probes) {
    if (setting == startup_parameter) return code;
  }
  return std::nullopt;
}

void require_setting(requirements& all, std::string_view startup_parameter) {
  auto const code = probe_of_setting(startup_parameter);
  if (code && std::find(all.begin(), all.end(), *code) == all.end()) all.emplace_back(*code);
}

bool tells_of_a_setting(std::string_view code) {
  return std::any_of(std::begin(setting_probes), std::end(setting_probes),
                     [code](setting_probe const& p) { return p.code == code; });
}

bool add_life_requirement(life_requirements& to, std::string_view word) {
  auto* const wanted = word == "errors"                                  ? &to.errors
                       : word == poolprobe::word(feature_group::cursors) ? &to.cursors
                       : word == poolprobe::word(feature_group::batches) ? &to.batches
                                                                         : nullptr;
  if (wanted != nullptr) *wanted = true;
  return wanted != nullptr;
}

requirements requirements_without_driver() { return {"PP101", "PP102", "PP103"}; }

}  // namespace poolprobe
