#include "drivers/driver.hpp"

#include <algorithm>

namespace poolprobe {

std::string id_of(driver_choice const& choice) {
  auto id = std::string(choice.driver->id);
  return choice.config->id.empty() ? id : id + ":" + std::string(choice.config->id);
}

std::vector<std::string> all_driver_ids() {
  std::vector<std::string> all;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) all.push_back(id_of({&d, &c}));
  }
  return all;
}

driver_choice find_driver(std::string_view id) {
  auto const colon = id.find(':');
  auto const name = id.substr(0, colon);
  auto const config = colon == std::string_view::npos ? std::string_view{} : id.substr(colon + 1);
  if (colon != std::string_view::npos && config.empty()) return {};

  auto const all = all_drivers();
  auto const found = std::find_if(all.begin(), all.end(), [&](driver const& d) { return d.id == name; });
  if (found == all.end()) return {};
  auto const& configs = found->configs;
  auto const chosen =
      std::find_if(configs.begin(), configs.end(), [&](driver_config const& c) { return c.id == config; });
  if (chosen == configs.end()) return {};
  return {&*found, &*chosen};
}

}  // namespace poolprobe
