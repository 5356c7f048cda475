#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// `text` with a setting wherever it names a configuration in braces: "pgjdbc {pgjdbc:threshold-0}" becomes
/// "pgjdbc prepareThreshold=0". So the catalogue alone says how a driver is mended. Other braces stay.
/// Throws std::logic_error where the catalogue has no such configuration, or has it and it does not mend.
[[nodiscard]] std::string with_settings(std::string_view text);

}  // namespace poolprobe
