#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "drivers/programs.hpp"

namespace poolprobe::testing {

/// A real driver's program, told step by step what to do, in a process of its own; killed with the object.
class player {
 public:
  /// Starts it with that DATABASE_URL and waits until it is connected.
  player(proof const&, std::string const& url);
  ~player();
  player(player const&) = delete;
  player& operator=(player const&) = delete;

  /// What it said after connecting: "ready", or "error SQLSTATE TEXT".
  [[nodiscard]] std::string const& greeting() const { return greeting_; }
  /// Sends a step and returns the answer: "ok VALUE" or "error SQLSTATE TEXT"; "closed" once it has ended.
  /// Throws when no answer comes within half a minute.
  [[nodiscard]] std::string play(std::string const& step);
  /// Ends its input and waits for its end.
  void finish();

 private:
  [[nodiscard]] std::string hear();

  pid_t pid_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string heard_;
  std::string greeting_;
};

}  // namespace poolprobe::testing
