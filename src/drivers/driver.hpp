#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"

/// The catalogue: what each driver sends, as data.
namespace poolprobe {

/// What a driver does with a key of its connection text that it does not know.
enum class unknown_key {
  not_known,
  refused,  ///< by the driver or its libpq: it does not connect
  startup,  ///< sent as a startup parameter
  set,      ///< sent as a SET after login
  ignored,
};

/// Another driver of the catalogue: what the older versions of a package are.
struct earlier_driver {
  std::string_view id;
  version_range versions;
};

struct driver {
  std::string_view id;    ///< kebab-case, stable, e.g. "asyncpg"
  std::string_view name;  ///< as its own project spells it
  std::string_view language;
  std::span<driver_config const> configs;  ///< the default comes first
  std::string_view source;                 ///< where its behaviour was read: project, version, file
  poolprobe::unknown_key unknown_key = unknown_key::not_known;
  std::string_view note = {};  ///< other facts, one or two sentences
  /// The driver beneath it that reads the connection text; empty: itself.
  std::string_view text_read_by = {};
  earlier_driver earlier = {};
  /// Its error where the server sends an answer that nothing asked for, which ends the connection; empty: it
  /// goes on, or it is not known. Observed behind two PgBouncers 1.24 in a row (probes/statement_limit.md).
  std::string_view unasked_answer = {};
};

/// A driver with one of its configurations, e.g. "pgjdbc:threshold-0".
struct driver_choice {
  poolprobe::driver const* driver = nullptr;
  driver_config const* config = nullptr;
  /// Where versions were named: the other generations that may be meant by them, as a version that decides is
  /// missing.
  std::optional<std::vector<driver_config const*>> also_possible = {};
};

/// The driver that reads the connection text: itself, or the one beneath it.
[[nodiscard]] driver const& text_reader(driver_choice const&);

/// "driver" or "driver:config".
[[nodiscard]] std::string id_of(driver_choice const&);

/// All drivers, in the order of every list.
[[nodiscard]] std::span<driver const> all_drivers();

/// The ids of all drivers with each of their configurations, in that order.
[[nodiscard]] std::vector<std::string> all_driver_ids();

/// Finds "driver" or "driver:config"; both pointers are null where there is none. Versions may follow,
/// "pgx@pgx=5.7", "php-pdo@PHP=8.4,libpq=17": the newest generation of that configuration that can be valid
/// for them is found; none where `objection_to_version` is not empty.
[[nodiscard]] driver_choice find_driver(std::string_view id);

/// Why the version in such an id cannot be used, in words; empty where it can be used, where none is given,
/// and where there is no such driver.
[[nodiscard]] std::string objection_to_version(std::string_view id);

/// The other generations of that configuration that are checked as well: where versions were named those that
/// they leave possible; none where the configuration is itself an older generation.
[[nodiscard]] std::vector<driver_choice> other_generations(driver_choice const&);

}  // namespace poolprobe
