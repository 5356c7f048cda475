#pragma once

#include <string_view>

#include "drivers/engine/query_style.hpp"

namespace poolprobe {

/// A way of talking to the server in words.
struct query_style_words {
  std::string_view brief;  ///< for a table
  std::string_view wire;   ///< a first and a further query, in the notation
  std::string_view needs;  ///< what the pooler must do for it
};

[[nodiscard]] query_style_words const& words_of(query_style);

}  // namespace poolprobe
