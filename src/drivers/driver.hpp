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
};

/// "driver" or "driver:config".
[[nodiscard]] std::string id_of(driver_choice const&);

/// All drivers, in the order in which every list shows them.
[[nodiscard]] std::span<driver const> all_drivers();

/// The ids of all drivers with each of their configurations, in that order.
[[nodiscard]] std::vector<std::string> all_driver_ids();

/// Finds "driver" or "driver:config"; both pointers are null when there is none of that name.
[[nodiscard]] driver_choice find_driver(std::string_view id);

}  // namespace poolprobe
