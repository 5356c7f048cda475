#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"

/// What a driver sends for one small program, message for message: what the catalogue claims, in the form in
/// which recorded traffic can be compared with it (tests/drivers).
namespace poolprobe {

/// A part of the program, and the flights that the driver sends for it, each on a line of its own in the
/// wire notation, every statement named where it comes first in its line.
struct reference_part {
  std::string_view name;
  std::vector<std::string> lines;
};

/// The program, on one connection:
///
///     connect       the login; what the driver asks by itself
///     autocommit    one query with a parameter, seven times, each outside a transaction block
///     transactions  another query with a parameter, seven times, each in a transaction of its own
///     different     two more queries, once each, outside a block
///     error         one more that fails when it is executed, outside a block
///     close         an orderly end
///
/// Names are those of a fresh process whose first connection this is. What no catalogue can know stands in
/// braces: `{hash-1}`, `{random-1}`, `{given-1}`, numbered in the order of their first appearance.
[[nodiscard]] std::vector<reference_part> reference_program(driver_config const&);

}  // namespace poolprobe
