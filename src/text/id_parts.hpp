#pragma once

#include <string_view>

/// The parts of an id "group/name", as probes and hazards have it.
namespace poolprobe {

/// "prepared" of "prepared/lost-statement".
[[nodiscard]] constexpr std::string_view group_of(std::string_view id) { return id.substr(0, id.find('/')); }

/// "lost-statement" of "prepared/lost-statement"; the whole where there is no slash.
[[nodiscard]] constexpr std::string_view name_in_group(std::string_view id) {
  return id.substr(id.find('/') + 1);
}

}  // namespace poolprobe
