#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "notation/notation.hpp"

/// How a driver sends the same query repeatedly. A script is written in the wire notation, with these words
/// between executions:
///
///     P({}) D(S) S | B E S afterwards B E S        the first execution, and all later ones
///     5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S
///                                                  five, the sixth, all later ones
///     P() B E S                                    every execution
///
/// `{}` is the name of the statement; each Parse of it gets a new name where a counter generates them.
/// Q(text) is a simple query of the driver itself; Q and P contain the program's query.
namespace poolprobe {

struct driver_config;

/// Messages up to the Sync or Query after which the server sends ReadyForQuery, with `|` where the driver
/// waits for answers in between.
using message_group = std::vector<notation::message>;

/// A number of executions that send the same messages.
struct phase {
  int times = 0;  ///< 0: without end
  std::vector<message_group> groups;

  friend bool operator==(phase const&, phase const&) = default;
};

/// The phases of a script; the last one has no end. Throws `notation::notation_error`.
[[nodiscard]] std::vector<phase> parse_script(std::string_view text);

/// The configuration's script for people to read. Names are shown as a pattern with `{connection}`,
/// `{process}`,
/// `{hash}`, `{random}` or `{given}` for the part that varies. The text also says what kind of block it runs
/// in.
[[nodiscard]] std::string script_text(driver_config const&);

/// Splits messages into groups: after each Sync, and after each Query that no Sync follows.
[[nodiscard]] std::vector<message_group> split_into_groups(std::vector<notation::message> const& steps);

}  // namespace poolprobe
