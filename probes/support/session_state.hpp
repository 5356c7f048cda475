#pragma once

#include <string>

#include "testbed/testbed.hpp"
#include "testbed/undo.hpp"

namespace poolprobe {

/// A kind of session state: how to create it, and how to see whether it exists.
struct session_state {
  std::string_view name;  ///< "SET", as SQL calls it
  residue_callback mark;  ///< for the ledger, with the statement that removes it
  statement make;         ///< creates the state; an error in it is no finding
  statement look;         ///< returns `there` where the state exists
  std::string there;      ///< random, so that no other client can have it
};

/// Client A creates the state on some server connection. B takes that connection and looks for the state,
/// while A looks on the one that it gets then; B removes it at the end. `leaks` where B finds it, `breaks`
/// where A does not.
[[nodiscard]] probe_result observe_state(testbed& on, session_state const& state);

/// A random positive number of 63 bits, for `session_state::there` and for names.
[[nodiscard]] std::string random_number();

}  // namespace poolprobe
