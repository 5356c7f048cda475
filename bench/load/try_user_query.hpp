#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "bench/load/bench_query.hpp"
#include "conninfo/target.hpp"
#include "wire/message.hpp"

namespace poolprobe::bench {

/// A query with an unnamed statement, sent at once as Parse, Bind, Execute and `last`, a Sync or Flush.
[[nodiscard]] std::vector<wire::request> unnamed(std::string sql, std::vector<std::string> parameters,
                                                 notation::verb last);

/// Runs a statement of the user's once, in a block that is rolled back, so that a statement that fails by
/// itself is not reported as a strategy that fails. Throws `fatal{usage}` with the server's message, and like
/// `connect`. Where this cannot be decided (statement mode, a statement that cannot be in a block) it reports
/// nothing.
void preflight(target const&, bench_query const&, std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
