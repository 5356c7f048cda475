#pragma once

#include <string>
#include <string_view>

namespace poolprobe::lab {

/// The text in quotes, with every quote in it doubled: the quoting of SQL, postgresql.conf, pg_hba.conf and
/// PgBouncer's files. Backslashes stay (postgresql.conf alone would read them as escapes).
[[nodiscard]] inline std::string quote(std::string_view text, char mark) {
  std::string quoted(1, mark);
  for (char const c : text) {
    if (c == mark) quoted += c;
    quoted += c;
  }
  return quoted + mark;
}

}  // namespace poolprobe::lab
