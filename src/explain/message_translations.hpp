#pragma once

#include <span>
#include <string_view>

namespace poolprobe {

/// A message of PostgreSQL's in another language.
struct translation {
  std::string_view english;
  /// What tells it from other messages, with straight quotes; "..." as in `english`, in the same order.
  std::string_view translated;
};

/// All rows, those of one message together.
[[nodiscard]] std::span<translation const> message_translations();

}  // namespace poolprobe
