#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// A text in which PostgreSQL speaks another language, with each message that is known from the server's own
/// catalogs added in English, in a line of its own. `text` is as `plain_text` leaves it.
[[nodiscard]] std::string with_english(std::string_view text);

}  // namespace poolprobe
