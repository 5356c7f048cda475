#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// Replaces each configuration in braces in `text` by its setting: "pgjdbc {pgjdbc:threshold-0}" becomes
/// "pgjdbc prepareThreshold=0". So settings are written in the catalogue only. Other braces stay. Throws
/// std::logic_error where the catalogue has no such configuration, or it is not a fix.
[[nodiscard]] std::string with_settings(std::string_view text);

}  // namespace poolprobe
