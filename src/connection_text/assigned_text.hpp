#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// A connection text without what stands around it in a shell script, an .env file or YAML, and how to say
/// so. `text` is a part of what was given.
struct bare_text {
  std::string_view text;
  std::string remark;  ///< ", in quotes", ", written as DATABASE_URL=..."; empty where nothing was around it
};

/// Of several lines or variables the only one whose value is a connection text. Throws `fatal` where there
/// are more of them; where there is none the text comes back as it is.
[[nodiscard]] bare_text without_surroundings(std::string_view whole);

/// The text without a byte order mark, blank lines and lines of comment at its beginning and its end.
[[nodiscard]] std::string_view without_comment_lines(std::string_view whole);

/// The variables that have a connection text as value.
[[nodiscard]] std::vector<std::string> variables_with_connection_text(std::string_view whole);

}  // namespace poolprobe
