#pragma once

#include <string>
#include <vector>

#include "bench/load/measure_strategies.hpp"

namespace poolprobe {

/// The strategies that -S names, in its order; of those that send the same only the first, with the names of
/// the others. Throws `fatal{usage}`.
[[nodiscard]] std::vector<bench::strategy> strategies_of(std::vector<std::string> const& words);

/// Whether it drops the prepared statements of all clients that share the server connection.
[[nodiscard]] bool clears_everything(driver_config const&);

/// Whether it needs a statement of an earlier message, and only its transaction block keeps both on one
/// server connection (pg8000).
[[nodiscard]] bool depends_on_its_blocks(driver_config const&);

}  // namespace poolprobe
