#pragma once

#include <string>
#include <vector>

#include "drivers/driver.hpp"
#include "drivers/programs.hpp"

namespace poolprobe::testing {

/// What a real driver sent, each flight on a line of its own in the wire notation, and what the program
/// answered.
struct recorded {
  std::vector<std::string> lines;
  std::string answers;
};

/// Plays the reference program through `poolprobe trace --messages` on that server.
[[nodiscard]] recorded record(proof const&, std::string const& url);

/// The lines with names that no catalogue can know put as `reference_program` puts them: "{hash-1}".
[[nodiscard]] std::vector<std::string> with_placeholders(std::vector<std::string> lines,
                                                         statement_names const&);

}  // namespace poolprobe::testing
