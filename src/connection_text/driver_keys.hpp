#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// The effect of a key.
enum class key_effect {
  as_config,  ///< that of the configuration that it selects; without one it does not matter
  startup,    ///< the driver sends it as a startup parameter
  set,        ///< the driver sends it as a SET after login
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
  std::string_view prefix = {};   ///< only in texts that begin like that, e.g. "asyncpg://"; empty: in any
};

/// Who reads the keys of a text.
struct key_reader {
  std::string_view driver = {};   ///< id in the catalogue; empty: not known
  std::string_view beneath = {};  ///< the driver that it hands the text to; empty: none
  std::string_view prefix = {};   ///< of the text

  [[nodiscard]] bool has(driver_key const& row) const {
    return !row.driver.empty() && (row.driver == driver || row.driver == beneath) &&
           (row.prefix.empty() || row.prefix == prefix);
  }
};

/// All rows; of one key and driver particular values come before "any".
[[nodiscard]] std::span<driver_key const> driver_keys();

/// What `key=value` means to that driver, else to the one beneath it. Where they have no such key, or are not
/// known, the row of the driver that has it; null when no driver has it.
[[nodiscard]] driver_key const* find_driver_key(std::string_view key, std::string_view value,
                                                key_reader const& reader);

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
