#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace poolprobe {

/// What a child process is started with, beside our standard streams.
struct subprocess_options {
  std::string program;  ///< a path; see find_program()
  std::vector<std::string> arguments = {};
  bool inherit_environment = true;
  std::vector<std::string> unset = {};                        ///< taken out of what is inherited
  std::vector<std::pair<std::string, std::string>> set = {};  ///< added to what is left
  /// Called in the child between fork and exec, with only async-signal-safe calls: 0, or an errno that
  /// becomes the error of the start.
  std::function<int()> before_exec = {};
};

/// A running child process. Its owner ends it, and waits for its end, before the destructor.
class subprocess {
 public:
  /// Throws `std::system_error` when it cannot be started.
  explicit subprocess(subprocess_options const&);
  ~subprocess();
  subprocess(subprocess&&) = delete;

  [[nodiscard]] int pid() const;
  [[nodiscard]] bool running();
  void wait();  ///< until it has ended
  /// Ended, with exit code 0. Like ending() meaningful once running() is false.
  [[nodiscard]] bool succeeded() const;
  /// How it ended, in words: "exit code 1", "signal 9".
  [[nodiscard]] std::string ending() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// The path of a program that PATH has; empty where it has none.
[[nodiscard]] std::string find_program(std::string const& name);

}  // namespace poolprobe
