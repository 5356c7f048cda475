#pragma once

#include "support/run_program.hpp"

/// A terminal to run poolprobe on, and what a person would see there.
namespace poolprobe::testing {

struct terminal_result {
  int exit_code = -1;
  std::string bytes;   ///< all that was written to the terminal
  std::string screen;  ///< what remains visible: without colours, and after all overwriting
};

/// Runs poolprobe with all three standard streams on a new terminal of 80 columns; TERM is xterm unless set.
[[nodiscard]] terminal_result run_on_terminal(invocation const&);

}  // namespace poolprobe::testing
