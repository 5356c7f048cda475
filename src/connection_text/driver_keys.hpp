#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The effect of a key.
enum class key_effect {
  as_config,  ///< that of the configuration that it selects; without one it does not matter
  startup,    ///< the driver sends it as a startup parameter
  fails,      ///< the driver does not start with it
  useless,    ///< it is believed to fix something, and does not
};

/// A connection key that is a driver's and not libpq's, and what one of its values does there.
struct driver_key {
  std::string_view key;
  std::string_view driver;  ///< id of the one driver that has it; empty when the key does not tell which
  std::string_view value;   ///< the value that this row is about; empty: any
  std::string_view config;  ///< the configuration that it selects, if it selects one
  std::string_view meaning;
  key_effect effect = key_effect::as_config;
  std::string_view sent_as = {};  ///< the startup parameter, where that has another name
};

/// All rows; those of one key stand together, particular values before "any".
[[nodiscard]] std::span<driver_key const> driver_keys();

/// What `key=value` means to `driver`. Where that driver has no such key, or is not known (empty), the row
/// of the driver that has it; null when no driver has it.
[[nodiscard]] driver_key const* find_driver_key(std::string_view key, std::string_view value,
                                                std::string_view driver);

/// Whether that driver has the key.
[[nodiscard]] bool is_driver_key(std::string_view key, std::string_view driver);

/// A driver's own spelling of what libpq can do.
struct translated_key {
  std::string_view driver;  ///< whose spelling; empty: of any driver that has none of its own
  std::string_view key;
  std::string_view value;  ///< "*": any
  std::string_view libpq_key;
  std::string_view libpq_value;  ///< "*": as given
};

/// The row for `key=value` in URLs of `driver` (may be empty), or null.
[[nodiscard]] translated_key const* find_translation(std::string_view key, std::string_view value,
                                                     std::string_view driver);

}  // namespace poolprobe
