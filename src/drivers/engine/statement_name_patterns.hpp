#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace poolprobe {

/// What a name is of; that decides what helps against it.
enum class name_of {
  statement,         ///< a driver or a pooler names it by itself, as its settings say
  prepared_by_hand,  ///< a statement that the program prepares itself, whatever the driver's settings say
  cursor,
};

/// A pattern of names of statements or cursors, and which software uses it.
struct name_pattern {
  std::string_view pattern;  ///< a regular expression (ECMAScript) for the whole name
  std::string_view example;
  std::string_view who;
  std::span<std::string_view const> drivers;  ///< ids in the catalogue; may be empty
  std::string_view meaning;                   ///< where the name comes from, and what follows
  bool general = false;                       ///< a program may well name its own statements so
  name_of kind = name_of::statement;
};

/// All patterns; where several match a name, the first one counts.
[[nodiscard]] std::span<name_pattern const> name_patterns();

/// The pattern of a name, or null.
[[nodiscard]] name_pattern const* recognise_name(std::string_view name);

}  // namespace poolprobe
