#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace poolprobe::bench {

/// The position of a token in a statement, in bytes.
struct sql_token {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The tokens of a statement, in order, from PostgreSQL's own scanner. A string, a quoted name or a comment
/// is one token; where one is not closed, the tokens end before it. Other text that the scanner refuses is
/// skipped: whether the statement is SQL is for the server to decide.
[[nodiscard]] std::vector<sql_token> tokens_in(std::string_view sql);

}  // namespace poolprobe::bench
