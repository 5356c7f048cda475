#pragma once

#include <string>
#include <string_view>

#include "model/run_record.hpp"

namespace poolprobe {

/// A libpq URL of what libpq will use, from host, port, database and user of `shown`; without a password, and
/// with no key but `sslmode` (when not empty). libpq accepts it as it is.
[[nodiscard]] std::string display_url(target_info const& shown, std::string_view sslmode);

}  // namespace poolprobe
