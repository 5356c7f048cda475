#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"

/// Frameworks, libraries, applications and tools by name, and the driver of the catalogue that each uses.
namespace poolprobe {

/// A framework, a library, an application or a tool that uses a driver. All are called frameworks here.
struct framework_entry {
  std::string_view name;  ///< as its own project spells it
  /// The names that are accepted for it, in lower case; the first is its id.
  std::span<std::string_view const> words;
  /// Ids of the catalogue. Where there are several, its configuration decides which one it uses, and
  /// `choose` says how to tell.
  std::span<std::string_view const> drivers;
  std::string_view adds = {};     ///< what it sends beyond the driver, one or two sentences
  std::string_view setting = {};  ///< its own setting that switches named statements off
  std::string_view choose = {};   ///< how to tell which driver it uses
  std::span<std::string_view const> also_required = {};  ///< codes of probes that it needs beyond the driver
  /// The package whose version decides between two `drivers`: from `from` on the second is meant, before it
  /// the first.
  std::string_view package = {};
  std::string_view from = {};
  std::string_view application_name = {};  ///< how the application_name of its logins begins
};

/// All rows, by language. None has a name that the catalogue itself has.
[[nodiscard]] std::span<framework_entry const> framework_entries();

/// The row with that name, in upper or lower case; null where there is none.
[[nodiscard]] framework_entry const* find_framework(std::string_view name);

/// A driver, found by its own name or by that of a framework.
struct named_driver {
  driver_choice choice;  ///< null where the name is unknown, or stands for several drivers
  framework_entry const* framework = nullptr;  ///< null where the catalogue itself has that name
  std::string objection = {};  ///< why the given version cannot be used; then `choice` is null
};

/// "hibernate", "Hibernate:threshold-0", "github.com/jackc/pgx/v5": the catalogue first, then the packages,
/// then the frameworks. After a framework's name, a configuration and a version ("@pgjdbc=42.7") are those of
/// its driver; of several drivers the one that depends on that package's version is taken.
[[nodiscard]] named_driver find_named_driver(std::string_view name);

/// Every id of the catalogue and every name of a framework or a package, for suggestions.
[[nodiscard]] std::vector<std::string> all_driver_names();

}  // namespace poolprobe
