#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/effect.hpp"

/// PostgreSQL's own parser (libpg_query). Nothing else in here looks into SQL.
namespace poolprobe::trace {

/// What a text says, statement by statement.
struct understood_sql {
  std::vector<effects> statements;
  bool depends_on_values = false;  ///< another string in the same place could have another effect
};

/// nullopt where the parser does not take the text; the server, of another version, might.
[[nodiscard]] std::optional<understood_sql> understand(std::string_view sql);

/// The same for statements that differ in values, white space and comments only; nullopt as above.
[[nodiscard]] std::optional<std::uint64_t> fingerprint(std::string_view sql);

/// With $1, $2 and so on for its values; nullopt as above.
[[nodiscard]] std::optional<std::string> normalised(std::string_view sql);

}  // namespace poolprobe::trace
