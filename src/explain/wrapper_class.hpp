#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace poolprobe {

/// How a library shows an error: its class, or a mark that only its texts have. It tells who was talking to
/// the server.
struct wrapper_class {
  std::string_view mark;                      ///< as it stands in the text, in this case
  std::string_view who;                       ///< whose it is
  std::span<std::string_view const> drivers;  ///< ids of the catalogue; may be empty
  std::string_view sqlstate = {};             ///< what the class stands for, where it stands for one
  /// Where the class says something by itself; without it only the driver counts.
  std::string_view meaning = {};
  std::string_view remedy = {};
  std::span<std::string_view const> probes = {};  ///< codes
};

/// All rows; particular marks before those that are parts of them.
[[nodiscard]] std::vector<wrapper_class> wrapper_classes();

/// Those in a text, without such as tell the same driver again.
[[nodiscard]] std::vector<wrapper_class> wrappers_in(std::string_view text);

}  // namespace poolprobe
