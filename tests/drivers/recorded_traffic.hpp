#pragma once

#include <string>
#include <string_view>
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

/// Something that a driver or its program sends beside what the catalogue says: a simple query of a flight of
/// its own, known by its text and left out of what is compared.
struct beside {
  std::string_view driver;
  std::string_view text;
  std::string_view why;
};

/// Null where the catalogue is to say all.
[[nodiscard]] beside const* sent_beside(std::string_view driver, std::string_view text);

/// Plays the reference program through `poolprobe trace --messages` on that server.
[[nodiscard]] recorded record(proof const&, std::string const& url);

/// The lines with names that no catalogue can know put as `reference_program_messages` puts them: "{hash-1}".
[[nodiscard]] std::vector<std::string> with_placeholders(std::vector<std::string> lines,
                                                         statement_names const&);

}  // namespace poolprobe::testing
