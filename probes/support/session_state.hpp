#pragma once

#include <string>

#include "testbed/testbed.hpp"
#include "testbed/undo.hpp"

namespace poolprobe {

/// Something that a session keeps: how it is made, and how to look whether it is there.
struct session_state {
  undo_note mark;     ///< for the ledger, with what takes it away
  statement make;     ///< an error in it is a refusal that says nothing
  statement look;     ///< answers `there` where the state is
  std::string there;  ///< so random that no other client can have it
};

/// A makes it on some server connection. B takes that one and looks, while A looks wherever it is served
/// then; then B takes the state away. `leaks` where B finds it, `breaks` where A does not.
[[nodiscard]] probe_result observe_state(testbed& on, session_state const& state);

/// A positive number of 63 bits that nobody else has, for `session_state::there` and names of other kinds.
[[nodiscard]] std::string random_number();

}  // namespace poolprobe
