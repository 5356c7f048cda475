#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "trace/effect.hpp"

/// PostgreSQL's own parser (libpg_query). Nothing else in src/trace reads SQL.
namespace poolprobe::trace {

/// The effects of a text, statement by statement.
struct understood_sql {
  std::vector<effects> statements;
  bool depends_on_values = false;  ///< another string in the same place could have another effect
};

/// nullopt where the parser rejects the text; the server, of another version, might accept it.
[[nodiscard]] std::optional<understood_sql> understand(std::string_view sql);

/// The same value for statements that differ only in values, white space and comments; nullopt as above.
[[nodiscard]] std::optional<std::uint64_t> fingerprint(std::string_view sql);

/// The text with $1, $2 and so on in place of its values; nullopt as above.
[[nodiscard]] std::optional<std::string> normalised(std::string_view sql);

}  // namespace poolprobe::trace
