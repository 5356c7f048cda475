#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

/// Runs the real poolprobe, as a user or a pipeline would.
namespace poolprobe::testing {

struct program_result {
  int exit_code = -1;  ///< 128 + the signal when a signal ended it
  std::string out;
  std::string err;
  double user_us = 0;    ///< processor time in user mode, microseconds
  double system_us = 0;  ///< processor time in the kernel, microseconds
  long peak_kib = 0;     ///< the most resident memory that it had
};

struct invocation {
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment =
      {};                    ///< added to a clean environment: PATH and LC_ALL=C.UTF-8
  std::string input = {};    ///< standard input
  std::string program = {};  ///< empty: poolprobe
};

/// The texts in the form of execve: pointers to them, and a null at the end.
[[nodiscard]] std::vector<char*> pointers(std::vector<std::string>& texts);

/// A started poolprobe; killed by the destructor if it still runs.
class running_program {
 public:
  explicit running_program(invocation const&);
  ~running_program();
  running_program(running_program const&) = delete;
  running_program& operator=(running_program const&) = delete;

  void signal(int number) const;
  [[nodiscard]] pid_t pid() const { return pid_; }
  /// Waits for its end; after `patience` it is killed and the exit code is 128 + SIGKILL.
  [[nodiscard]] program_result wait(std::chrono::seconds patience = std::chrono::seconds(60));

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

[[nodiscard]] inline program_result run_poolprobe(invocation const& what) {
  return running_program(what).wait();
}
[[nodiscard]] inline program_result run_poolprobe(std::vector<std::string> arguments) {
  return run_poolprobe(invocation{std::move(arguments)});
}

}  // namespace poolprobe::testing
