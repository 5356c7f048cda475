#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// A text with messages of PostgreSQL in another language. Each message that is known from the server's own
/// catalogs is added in English, on a line of its own. `text` is as `plain_text` leaves it.
[[nodiscard]] std::string with_english(std::string_view text);

}  // namespace poolprobe
