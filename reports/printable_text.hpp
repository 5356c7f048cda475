#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace poolprobe {

/// Text that is safe on a terminal: control bytes, escape sequences, invisible and direction-changing
/// characters appear as `\n`, `\x1b`, `\u{202e}`; invalid UTF-8 becomes U+FFFD. With `ascii` every other
/// character outside ASCII is escaped as well, and invalid bytes become `?`. Applying it twice changes
/// nothing.
[[nodiscard]] std::string printable(std::string_view text, bool ascii = false);

/// Columns that a printable text takes; every code point counts as one.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// `text` with spaces after it up to `width` columns; longer text stays as it is.
[[nodiscard]] std::string padded(std::string text, std::size_t width);

}  // namespace poolprobe
