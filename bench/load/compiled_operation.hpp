#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/load/bench_query.hpp"
#include "drivers/engine/driver_session.hpp"

namespace poolprobe::bench {

/// What goes out in one piece, and what must come back before anything else is sent.
struct part {
  std::string bytes;
  std::vector<std::uint32_t> holes;  ///< where in `bytes` the digits of the value stand
  int messages = 0;                  ///< in `bytes`
  /// The types of the messages that must come, in order, with `r` for the one row that is known beforehand,
  /// `c` for the count of one changed row, `k` for the end of a COMMIT that did commit, `?` for a description
  /// of rows or of none, and `*` for any number of rows with or without one.
  std::string answer;

  friend bool operator==(part const&, part const&) = default;
};

/// One operation, ready to be sent again and again.
struct compiled_operation {
  std::vector<part> parts;
  int executions = 0;  ///< of the program's query

  friend bool operator==(compiled_operation const&, compiled_operation const&) = default;
};
using operation_ptr = std::shared_ptr<compiled_operation const>;

/// Translates what a driver says into bytes.
[[nodiscard]] compiled_operation compile(std::vector<driver_message> const& said, bench_query const& asked);

}  // namespace poolprobe::bench
