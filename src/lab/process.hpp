#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "subprocess/subprocess.hpp"

namespace poolprobe::lab {

/// Asked while something is waited for; empty means never.
using interrupted_check = std::function<bool()>;

/// Throws `fatal{interrupted}` when the check says so.
void throw_if(interrupted_check const&);

/// A program to run: as the servers' user, in its own process group (a terminal's Ctrl-C must reach us, not
/// it), in the root folder, with hardly any environment and in the C locale, so that its words are known.
struct command {
  std::filesystem::path program;
  std::vector<std::string> arguments = {};
  std::filesystem::path output = {};  ///< receives stdout and stderr, from the beginning
  std::filesystem::path input = "/dev/null";
  int death_signal = SIGKILL;  ///< what it gets when we are killed (Linux)
};

/// A running child. Throws `fatal{usage}` when the program cannot be started.
class process {
 public:
  explicit process(command const&);
  ~process();  ///< kills what is still running
  process(process&&) = delete;

  [[nodiscard]] int pid() const { return child_.pid(); }
  [[nodiscard]] bool running() { return child_.running(); }
  /// How it ended, in words: "exit code 1", "signal 9". Meaningful once running() is false.
  [[nodiscard]] std::string ending() const { return child_.ending(); }
  [[nodiscard]] bool succeeded() const { return child_.succeeded(); }  ///< ended, with exit code 0
  /// Sends the signal and waits until it has ended; SIGKILL where that takes longer than `patience`.
  void stop(int signal, std::chrono::milliseconds patience);

 private:
  subprocess child_;
};

/// Runs a program to its end, output to command::output. False when it fails; throws like `process`, and
/// `fatal{usage}` when it takes longer than `patience`.
[[nodiscard]] bool run(command const&, std::chrono::milliseconds patience, interrupted_check const& = {});

}  // namespace poolprobe::lab
