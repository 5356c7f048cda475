#include "drivers/driver.hpp"

#include <algorithm>
#include <optional>

#include "drivers/engine/package_version.hpp"

namespace poolprobe {
namespace {

driver_choice find_unversioned(std::string_view id) {
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

struct given_version {
  std::string_view package, version;
};

/// Reads what follows the "@": "package=version", or only a version.
std::optional<given_version> version_in(std::string_view id) {
  auto const at = id.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  auto const text = id.substr(at + 1);
  auto const equals = text.rfind('=');
  if (equals == std::string_view::npos) return given_version{{}, text};
  return given_version{text.substr(0, equals), text.substr(equals + 1)};
}

/// The packages on whose versions any configuration of the driver depends, each once.
std::string packages_of(driver const& d) {
  std::vector<std::string_view> known;
  for (auto const& c : d.configs) {
    auto const package = c.holds_for.package;
    if (!package.empty() && std::find(known.begin(), known.end(), package) == known.end())
      known.push_back(package);
  }
  std::string text;
  for (auto const package : known) text += (text.empty() ? "" : ", ") + std::string(package);
  return text;
}

bool knows_package(driver const& d, std::string_view package) {
  return std::any_of(d.configs.begin(), d.configs.end(),
                     [package](driver_config const& c) { return is_of_package(c.holds_for, package); });
}

struct generation_choice {
  driver_choice choice;
  std::string objection;
};

generation_choice choose_generation(driver_choice const& of, given_version const& at) {
  auto const& d = *of.driver;
  auto const packages = packages_of(d);
  if (packages.empty()) return {{}, "nothing that is known of this driver depends on a version"};
  if (at.package.empty()) return {{}, "the version is given with its package: " + packages};
  if (!knows_package(d, at.package)) return {{}, "of this driver the versions of these matter: " + packages};
  if (!is_package_version(at.version))
    return {{}, "a version is numbers with dots between them, as in 5.7.1"};
  auto const first = of.config->generation_of.value_or(of.config->id);
  bool depends = false;
  for (auto const& c : d.configs) {
    auto const is_generation = c.id == first || c.generation_of == first;
    if (!is_generation || !is_of_package(c.holds_for, at.package)) continue;
    if (holds_at(c.holds_for, at.version)) return {{&d, &c, true}, {}};
    depends = true;
  }
  if (!depends) return {{of.driver, of.config, true}, {}};
  return {{}, "the catalogue does not know what it does in that version"};
}

}  // namespace

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
  auto const found = find_unversioned(id.substr(0, id.find('@')));
  auto const given = version_in(id);
  if (!given || found.driver == nullptr) return found;
  return choose_generation(found, *given).choice;
}

std::string objection_to_version(std::string_view id) {
  auto const found = find_unversioned(id.substr(0, id.find('@')));
  auto const given = version_in(id);
  return !given || found.driver == nullptr ? std::string() : choose_generation(found, *given).objection;
}

std::vector<driver_choice> other_generations(driver_choice const& of) {
  std::vector<driver_choice> all;
  if (of.version_named || of.config->generation_of) return all;
  for (auto const& c : of.driver->configs) {
    if (c.generation_of == of.config->id && !c.outdated) all.push_back({of.driver, &c});
  }
  return all;
}

}  // namespace poolprobe
