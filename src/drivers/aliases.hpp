#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"

/// Names that people use for what talks to their server, and the driver of the catalogue beneath each.
namespace poolprobe {

/// A framework, a library, an application or a tool on top of a driver.
struct driver_alias {
  std::string_view name;  ///< as its own project spells it
  /// What is understood as its name, in lower case; the first is its id.
  std::span<std::string_view const> words;
  /// Ids of the catalogue. Several: which one is meant depends on how it is set up, `choose`
  /// says on what.
  std::span<std::string_view const> drivers;
  std::string_view adds = {};     ///< what it sends beyond the driver, one or two sentences
  std::string_view setting = {};  ///< how *it* spells the setting with which no statement is named
  std::string_view choose = {};   ///< how to tell which driver it is, or when it is another one
  std::span<std::string_view const> also_required = {};  ///< codes of probes that it needs beyond the driver
  std::string_view application_name = {};                ///< how the application_name of its logins begins
};

/// All rows, by language. A name of the catalogue itself is in none.
[[nodiscard]] std::span<driver_alias const> driver_aliases();

/// The row of such a name, in any case; null where it is none.
[[nodiscard]] driver_alias const* find_alias(std::string_view name);

/// A driver by the name that somebody has for it.
struct named_driver {
  driver_choice choice;                 ///< null where nobody is called so, or where it may be several
  driver_alias const* alias = nullptr;  ///< null where the catalogue itself has that name
  std::string objection = {};           ///< why a version that was given says nothing; then `choice` is null
};

/// "hibernate", "Hibernate:threshold-0": the catalogue first, then the aliases. With an alias, a
/// configuration and a version ("@pgjdbc=42.7") are of the driver beneath.
[[nodiscard]] named_driver find_named_driver(std::string_view name);

/// Every id of the catalogue and every word of the aliases, for suggestions.
[[nodiscard]] std::vector<std::string> all_driver_names();

}  // namespace poolprobe
