#pragma once

#include <string>
#include <string_view>

namespace poolprobe {

/// The text with one layer of escapes taken off, in UTF-8: those of JSON and of programming languages (\",
/// \n, \u041e with surrogates, \u{41e}, \U0000041e, \xd0), of URLs (%22), of HTML (&quot; &#34; &#x22;).
/// What is no valid escape stays as it is. The result is never longer than the text.
[[nodiscard]] std::string unescaped(std::string_view text);

/// UTF-8 with typographic quotes as straight ones, but guillemets as they are; every other kind of space as a
/// space; without what is invisible.
[[nodiscard]] std::string with_plain_characters(std::string_view text);

}  // namespace poolprobe
