#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "question.hpp"
#include "target/target.hpp"
#include "wire/message.hpp"

namespace poolprobe::bench {

/// A query with an unnamed statement in one go, as Parse, Bind, Execute and `last`, a Sync or Flush.
[[nodiscard]] std::vector<wire::request> unnamed(std::string sql, std::vector<std::string> parameters,
                                                 wire::verb last);

/// Asks a statement of the user's once, so that one that fails by itself is not taken for a strategy that
/// fails. Throws `fatal{usage}` with the server's words, `fatal{connection}` where it cannot be asked.
void try_question(target const&, question const&, std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
