#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poolprobe {

/// What is said where no connection came about, by libpq and drivers themselves: no pooler and no server has
/// said anything, whatever SQLSTATE the driver puts beside it. nullopt where the text is none of these.
[[nodiscard]] std::optional<std::string> connection_failure_page(std::string_view text);

}  // namespace poolprobe
