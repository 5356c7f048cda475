#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notation/notation.hpp"

/// How a driver sends the same query again and again. A script is written in the wire notation, with these
/// words between executions:
///
///     P({}) D(S) S | B E S afterwards B E S        the first execution, and all later ones
///     5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S
///                                                  five, the sixth, all later ones
///     P() B E S                                    every execution
///
/// `{}` is the name that the statement gets; a new Parse of it takes a new name where a counter gives them.
/// Q(text) is a simple query of the driver's own; Q and P carry the program's query.
namespace poolprobe {

struct driver_config;

/// One flight: messages up to the Sync or Query after which the server is ready for the next, with `|` where
/// the driver waits in between.
using message_group = std::vector<notation::message>;

/// So many executions that are sent alike.
struct phase {
  int times = 0;  ///< 0: for ever
  std::vector<message_group> groups;

  friend bool operator==(phase const&, phase const&) = default;
};

/// The phases of a script; the last one is for ever. Throws `notation::notation_error`.
[[nodiscard]] std::vector<phase> parse_script(std::string_view text);

/// The configuration's script for people to read: names in their shape, `{connection}`, `{process}`,
/// `{hash}`,
/// `{random}` or `{given}` for what makes them differ; in what kind of block it runs.
[[nodiscard]] std::string script_text(driver_config const&);

/// Messages cut into flights: after each Sync, and after each Query outside of one.
[[nodiscard]] std::vector<message_group> split_into_groups(std::vector<notation::message> const& steps);

}  // namespace poolprobe
