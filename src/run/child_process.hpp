#pragma once

#include <string>
#include <utility>
#include <vector>

#include "conninfo/secret.hpp"
#include "subprocess/subprocess.hpp"

namespace poolprobe {

/// The user's program, with our standard streams and in our process group, so that Ctrl-C reaches both.
class child_process {
 public:
  struct plan {
    std::vector<std::string> words;                   ///< the command and its arguments; never empty
    std::vector<std::pair<std::string, secret>> set;  ///< environment, beyond our own
    std::vector<std::string> unset;
    bool output_to_stderr = false;  ///< its standard output too
  };

  /// The path of a command, found as a shell finds it. Throws `fatal{usage}` when there is none.
  [[nodiscard]] static std::string find(std::string const& word);

  /// Throws `fatal{usage}` when it cannot be started.
  explicit child_process(plan const&);
  ~child_process();  ///< kills what is still running
  child_process(child_process&&) = delete;

  [[nodiscard]] bool running() { return child_.running(); }
  void signal(int number) const;
  [[nodiscard]] bool succeeded() const { return child_.succeeded(); }  ///< ended, with exit code 0
  /// How it ended, in words: "exit code 1", "signal 9". Meaningful once running() is false.
  [[nodiscard]] std::string ending() const { return child_.ending(); }

 private:
  subprocess child_;
};

}  // namespace poolprobe
