#pragma once

#include "cli/scratch.hpp"
#include "support/run_program.hpp"

/// What every misuse of the command line has in common.
namespace poolprobe::testing {

/// A marker for wherever a user could have written a password: never where only a name, a number or a time is
/// wanted, which is named.
constexpr std::string_view slip = "hunter2";

/// Checks what holds for every misuse; returns standard error on one line.
[[nodiscard]] inline std::string misuse(invocation const& what) {
  auto const run = run_poolprobe(what);
  INFO(run.err);
  CHECK(run.exit_code == 2);
  CHECK(run.out.empty());
  CHECK(run.err.starts_with("poolprobe: "));
  CHECK(run.err.find(slip) == std::string::npos);
  check_readable(run.err);
  return on_one_line(run.err);
}

inline void refuses(std::vector<std::string> arguments, std::string_view words) {
  auto const said = misuse({std::move(arguments)});
  CHECK_MESSAGE(said.find(words) != std::string::npos, said);
}

}  // namespace poolprobe::testing
