#pragma once

#include <sys/types.h>

#include <string>

#include "drivers/message_gate.hpp"
#include "drivers/programs.hpp"

namespace poolprobe::testing {

/// A real driver's program in a process of its own, controlled step by step, behind a gate. Killed with the
/// object. It has connected when its first answer, "ready", has come.
class gated_program {
 public:
  /// Starts it with that database of the pooler on that port of 127.0.0.1. With `small_cache` its driver
  /// keeps two statements.
  gated_program(proof const&, int port, std::string const& database, bool small_cache);
  ~gated_program();
  gated_program(gated_program const&) = delete;
  gated_program& operator=(gated_program const&) = delete;

  void ask(std::string const& step);

  enum class state {
    at_gate,   ///< it is about to send something, and may have no server connection
    answered,  ///< and nothing is outstanding
    ended,     ///< without an answer
  };
  /// Waits for the next one of these; throws when half a minute brings none.
  [[nodiscard]] state next();
  /// Lets the messages at the gate pass, and waits until they have been answered.
  void pass();
  /// How often it did so.
  [[nodiscard]] int groups() const { return gate_.passed(); }
  [[nodiscard]] std::string const& startup_packet() const { return gate_.startup_packet(); }
  /// What the server answered since the last step was asked for.
  [[nodiscard]] server_answers const& server() const { return gate_.answers(); }
  /// The last answer: "ready", "ok VALUE", "error SQLSTATE TEXT".
  [[nodiscard]] std::string const& answer() const { return answer_; }

 private:
  void wait();
  [[nodiscard]] bool take_answer();

  message_gate gate_;
  pid_t pid_ = -1;
  descriptor to_, from_;
  std::string heard_;
  std::string answer_;
  bool ended_ = false;
};

}  // namespace poolprobe::testing
