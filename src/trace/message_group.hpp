#pragma once

#include <cstddef>
#include <vector>

#include "notation/notation.hpp"

namespace poolprobe::trace {

/// The messages of a client from one moment with no request pending to the next, with the waits between them.
/// Consecutive CopyData count as one; of a long group only the beginning is kept.
class message_group {
 public:
  explicit message_group(std::size_t most) : most_(most) {}

  /// False when the message was left out, or merged with the one before.
  bool add(notation::message const& what, bool waited);
  [[nodiscard]] std::vector<notation::message> const& steps() const { return steps_; }
  [[nodiscard]] std::size_t left_out() const { return left_out_; }
  void clear();

 private:
  std::size_t most_;
  std::vector<notation::message> steps_;
  std::size_t left_out_ = 0;
};

}  // namespace poolprobe::trace
