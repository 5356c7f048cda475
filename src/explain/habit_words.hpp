#pragma once

#include <string_view>

#include "drivers/driver.hpp"

namespace poolprobe {

/// A way of talking to the server in words.
struct habit_words {
  std::string_view brief;  ///< for a table
  std::string_view wire;   ///< a first and a further query, in the notation
  std::string_view needs;  ///< what the pooler must do for it
};

[[nodiscard]] habit_words const& words_of(habit);

}  // namespace poolprobe
