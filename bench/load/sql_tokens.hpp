#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace poolprobe::bench {

/// Where a token stands in a statement: bytes.
struct sql_token {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The tokens of a statement, in their order, by PostgreSQL's own scanner. A string, a name in quotes or a
/// comment is one token; where one is never closed, the tokens end before it. What the scanner refuses
/// otherwise is passed over: whether the statement is SQL is for the server to say.
[[nodiscard]] std::vector<sql_token> tokens_in(std::string_view sql);

}  // namespace poolprobe::bench
