#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/programs.hpp"

namespace poolprobe::testing {

/// What a real driver sent, one line for each group of messages in the wire notation, and the answers of the
/// program.
struct recorded {
  std::vector<std::string> lines;
  std::string answers;
};

/// A simple query that a driver or its program sends in addition to what the catalogue says. It is recognised
/// by its text and left out of the comparison.
struct beside {
  std::string_view driver;
  std::string_view text;
  std::string_view why;
};

/// Null where the catalogue must be complete.
[[nodiscard]] beside const* sent_beside(std::string_view driver, std::string_view text);

/// Runs the reference program through `poolprobe trace --messages` on that server.
[[nodiscard]] recorded record(proof const&, std::string const& url);

/// The lines with unpredictable names replaced as `expected_program_messages` does: "{hash-1}".
[[nodiscard]] std::vector<std::string> with_placeholders(std::vector<std::string> lines,
                                                         statement_names const&);

}  // namespace poolprobe::testing
