#pragma once

#include <string>
#include <string_view>

#include "testbed/statement.hpp"

namespace poolprobe {

struct testbed_state;

/// A random name that this run has not given yet; valid in SQL without quotes.
[[nodiscard]] std::string fresh_name(testbed_state&);

/// A statement with such a name; its text contains the run's mark, by which the clean-up finds it.
[[nodiscard]] statement named_statement(testbed_state&, std::string_view sql);

}  // namespace poolprobe
