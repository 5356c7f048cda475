#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "bench/load/bench_query.hpp"
#include "conninfo/target.hpp"
#include "wire/message.hpp"

namespace poolprobe::bench {

/// A query with an unnamed statement in one go, as Parse, Bind, Execute and `last`, a Sync or Flush.
[[nodiscard]] std::vector<wire::request> unnamed(std::string sql, std::vector<std::string> parameters,
                                                 notation::verb last);

/// Asks a statement of the user's once, in a block that is rolled back, so that one that fails by itself is
/// not taken for a strategy that fails. Throws `fatal{usage}` with the server's words, and as `connect` does.
/// Where that cannot be told (statement mode, a statement that cannot be in a block) nothing is said.
void preflight(target const&, bench_query const&, std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
