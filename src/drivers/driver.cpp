#include "drivers/driver.hpp"

#include <algorithm>
#include <optional>

#include "drivers/engine/package_version.hpp"
#include "text/ascii.hpp"
#include "text/split.hpp"

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

/// Reads what follows the "@": "package=version" with commas between them, or only a version.
std::vector<named_version> versions_in(std::string_view id) {
  std::vector<named_version> all;
  auto const at = id.find('@');
  if (at == std::string_view::npos) return all;
  for (auto const text : split(id.substr(at + 1), ',')) {
    auto const equals = text.rfind('=');
    all.push_back(equals == std::string_view::npos
                      ? named_version{{}, text}
                      : named_version{text.substr(0, equals), text.substr(equals + 1)});
  }
  return all;
}

/// The packages on whose versions any configuration of the driver depends, each once.
std::string packages_of(driver const& d) {
  std::vector<std::string_view> known;
  for (auto const& c : d.configs) {
    for (auto const package : {c.holds_for.package, c.holds_also.package}) {
      if (!package.empty() && std::find(known.begin(), known.end(), package) == known.end())
        known.push_back(package);
    }
  }
  std::string text;
  for (auto const package : known) text += (text.empty() ? "" : ", ") + std::string(package);
  return text;
}

bool knows_package(driver const& d, std::string_view package) {
  return std::any_of(d.configs.begin(), d.configs.end(), [package](driver_config const& c) {
    return is_of_package(c.holds_for, package) || is_of_package(c.holds_also, package);
  });
}

/// Why the versions cannot be used, whatever they are compared with.
std::string objection_to(driver const& d, std::vector<named_version> const& versions) {
  auto const packages = packages_of(d);
  if (packages.empty()) return "nothing that is known of this driver depends on a version";
  for (auto one = versions.begin(); one != versions.end(); ++one) {
    if (one->package.empty()) return "the version is given with its package: " + packages;
    if (!knows_package(d, one->package)) return "of this driver the versions of these matter: " + packages;
    if (!is_package_version(one->version)) return "a version is numbers with dots between them, as in 5.7.1";
    if (std::any_of(versions.begin(), one,
                    [one](auto const& other) { return same_letters(other.package, one->package); }))
      return "a package has two versions";
  }
  return {};
}

/// The generations of the configuration that are valid for the versions or may be, newest first. One that is
/// valid leaves none of the newer ones.
std::vector<driver_config const*> possible_generations(driver_choice const& of,
                                                       std::vector<named_version> const& versions) {
  auto const first = of.config->generation_of.value_or(of.config->id);
  std::vector<driver_config const*> possible;
  for (auto const& c : of.driver->configs) {
    if (c.id != first && c.generation_of != first) continue;
    auto const valid = validity_at(c, versions);
    if (valid == validity::no || (valid == validity::open && c.outdated)) continue;
    if (valid == validity::yes && c.generation_of) possible.clear();
    possible.push_back(&c);
  }
  return possible;
}

struct generation_choice {
  driver_choice choice;
  std::string objection;
};

/// Where the versions are those of another driver of the catalogue.
std::string objection_to_earlier(driver const& d, std::vector<named_version> const& versions) {
  auto const& [id, range] = d.earlier;
  for (auto const& one : versions) {
    if (!id.empty() && is_of_package(range, one.package) && holds_at(range, one.version))
      return std::string(range.package) + " before " + std::string(range.before) +
             " is another driver of the catalogue: --driver " + std::string(id);
  }
  return {};
}

generation_choice choose_generation(driver_choice const& of, std::vector<named_version> const& versions) {
  if (auto objection = objection_to(*of.driver, versions); !objection.empty())
    return {{}, std::move(objection)};
  if (auto objection = objection_to_earlier(*of.driver, versions); !objection.empty())
    return {{}, std::move(objection)};
  auto possible = possible_generations(of, versions);
  if (possible.empty()) {
    std::string unknown = "the catalogue does not know what it does in that version";
    if (!of.config->since.empty())
      unknown += "; this configuration is there since " + std::string(of.config->since);
    return {{}, std::move(unknown)};
  }
  auto const* const newest = possible.front();
  possible.erase(possible.begin());
  return {{of.driver, newest, std::move(possible)}, {}};
}

}  // namespace

driver const& text_reader(driver_choice const& choice) {
  auto const& of = choice.config->text_read_by;
  auto const id = of.empty() ? choice.driver->text_read_by : of;
  auto const* const beneath = id.empty() ? nullptr : find_driver(id).driver;
  return beneath == nullptr ? *choice.driver : *beneath;
}

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
  auto const given = versions_in(id);
  if (given.empty() || found.driver == nullptr) return found;
  return choose_generation(found, given).choice;
}

std::string objection_to_version(std::string_view id) {
  auto const found = find_unversioned(id.substr(0, id.find('@')));
  auto const given = versions_in(id);
  return given.empty() || found.driver == nullptr ? std::string() : choose_generation(found, given).objection;
}

std::vector<driver_choice> other_generations(driver_choice const& of) {
  std::vector<driver_choice> all;
  if (of.also_possible) {
    for (auto const* const c : *of.also_possible) all.push_back({of.driver, c});
    return all;
  }
  if (of.config->generation_of) return all;
  for (auto const& c : of.driver->configs) {
    if (c.generation_of == of.config->id && !c.outdated) all.push_back({of.driver, &c});
  }
  return all;
}

}  // namespace poolprobe
