#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "drivers/voice.hpp"
#include "question.hpp"

namespace poolprobe::bench {

/// What goes out in one piece, and what must come back before anything else is sent.
struct part {
  std::string bytes;
  std::vector<std::uint32_t> holes;  ///< where in `bytes` the digits of the value stand
  int messages = 0;                  ///< in `bytes`
  /// The types of the messages that must come, in order, with `r` for the one row that is known beforehand,
  /// `c` for the count of one changed row, `?` for a description of rows or of none, and `*` for any number
  /// of rows with or without one.
  std::string answer;

  friend bool operator==(part const&, part const&) = default;
};

/// One operation, ready to be sent again and again.
struct passage {
  std::vector<part> parts;
  int executions = 0;  ///< of the program's query

  friend bool operator==(passage const&, passage const&) = default;
};
using passage_ptr = std::shared_ptr<passage const>;

/// Translates what a driver says into bytes.
[[nodiscard]] passage compile(std::vector<utterance> const& said, question const& asked);

}  // namespace poolprobe::bench
