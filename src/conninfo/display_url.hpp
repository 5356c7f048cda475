#pragma once

#include <string>
#include <string_view>

#include "model/run_record.hpp"

namespace poolprobe {

/// A libpq URL of what libpq will use, from host, port, database and user of `shown`; no password, and of the
/// keys only `sslmode` (when not empty). It can be pasted back.
[[nodiscard]] std::string display_url(target_info const& shown, std::string_view sslmode);

}  // namespace poolprobe
