#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/bench_query.hpp"
#include "drivers/engine/driver_session.hpp"

namespace poolprobe::bench {

/// What is sent in one piece, and what must come back before anything else is sent.
struct part {
  std::string bytes;
  std::vector<std::uint32_t> holes;  ///< offsets in `bytes` where the digits of the value go
  int messages = 0;                  ///< in `bytes`
  /// The types of the messages that must come, in order. Also: `r` for the one row that is known beforehand,
  /// `c` for the count of one changed row, `k` for the end of a COMMIT that did commit, `?` for a description
  /// of rows or of none, and `*` for any number of rows with or without one.
  std::string answer;

  friend bool operator==(part const&, part const&) = default;
};

/// One operation, ready to be sent many times.
struct compiled_operation {
  std::vector<part> parts;
  int executions = 0;  ///< how often it executes the program's query

  friend bool operator==(compiled_operation const&, compiled_operation const&) = default;
};
using operation_ptr = std::shared_ptr<compiled_operation const>;

/// Encodes the messages of a driver.
[[nodiscard]] compiled_operation compile(std::vector<driver_message> const& said, bench_query const& asked);

}  // namespace poolprobe::bench
