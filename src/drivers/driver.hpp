#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"

/// The catalogue: what each driver puts on the wire, as data.
namespace poolprobe {

/// What a driver does with a key of its connection text that it does not know.
enum class unknown_key {
  not_known,
  refused,  ///< by the driver, or by libpq for it: it does not start
  startup,  ///< sent as a startup parameter
  ignored,
};

struct driver {
  std::string_view id;    ///< kebab-case, stable, e.g. "asyncpg"
  std::string_view name;  ///< as its own project spells it
  std::string_view language;
  std::span<driver_config const> configs;  ///< the default comes first
  std::string_view source;                 ///< where the rule was read: project, version, file
  poolprobe::unknown_key unknown_key = unknown_key::not_known;
  std::string_view note = {};  ///< what else there is to know, one or two sentences
};

/// A driver with one of its configurations, e.g. "pgjdbc:threshold-0".
struct driver_choice {
  poolprobe::driver const* driver = nullptr;
  driver_config const* config = nullptr;
  /// It was chosen by a version: whatever other generations there are, they are not asked about.
  bool version_named = false;
};

/// "driver" or "driver:config".
[[nodiscard]] std::string id_of(driver_choice const&);

/// All drivers, in the order in which every list shows them.
[[nodiscard]] std::span<driver const> all_drivers();

/// The ids of all drivers with each of their configurations, in that order.
[[nodiscard]] std::vector<std::string> all_driver_ids();

/// Finds "driver" or "driver:config"; both pointers are null when there is none of that name. Behind it a
/// version may be given, "pgx@pgx=5.7": of the generations of that configuration the one that is true of it
/// is found, and none where `objection_to_version` has something to say.
[[nodiscard]] driver_choice find_driver(std::string_view id);

/// Why the version in such an id cannot be used, in words; empty where it can, where there is none, and where
/// there is no such driver.
[[nodiscard]] std::string objection_to_version(std::string_view id);

/// The other generations of that configuration that are looked at without being asked for: none where a
/// version was named, or the configuration is an older generation itself.
[[nodiscard]] std::vector<driver_choice> other_generations(driver_choice const&);

}  // namespace poolprobe
