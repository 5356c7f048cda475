#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/gated_program.hpp"
#include "drivers/server_occupier.hpp"

namespace poolprobe::testing {

/// The steps of a process and the right answers: "5", or "error 42P01"; several right answers are separated
/// by a bar.
using part = std::vector<std::pair<std::string, std::string>>;

/// The result of real processes.
struct scenario_end {
  std::string outcome = "works";  ///< "works", "breaks", "wrong_answer", "loses"
  std::string sqlstate;
  int executions = 0;  ///< steps that were begun, including the one that failed; 0: it connected
  std::string told;    ///< the last answer of the program
  int process = 1;     ///< which of the two it happened to
};

/// One process of an application that runs a list of steps.
class paced_program {
 public:
  /// With `small_cache` its driver keeps two statements.
  paced_program(proof const& of, forced_pool const& where, part what, bool small_cache = false)
      : program_(of, where.port, where.database, small_cache), part_(std::move(what)) {}

  /// Runs until it is about to send something; false when all steps have ended, or one failed.
  bool reaches_message();
  void send_next() { program_.pass(); }
  /// Runs to its end without stops.
  void continue_running();
  /// Repeats its last step.
  void once_more();

  /// Steps that were begun.
  [[nodiscard]] std::size_t begun() const { return begun_; }
  /// Its progress, to be compared with another process with the same steps.
  [[nodiscard]] int groups() const { return program_.groups(); }
  [[nodiscard]] std::string const& startup_packet() const { return program_.startup_packet(); }
  [[nodiscard]] bool failed() const { return failed_.has_value(); }
  [[nodiscard]] scenario_end ending() const { return failed_.value_or(scenario_end{}); }

 private:
  void begin_next();
  void judge(std::string const& answer);
  [[nodiscard]] bool is_right(std::string const& answer) const;
  [[nodiscard]] bool lost_its_block() const;
  void fail(std::string outcome, std::string sqlstate, std::string told);

  gated_program program_;
  part part_;
  std::size_t begun_ = 0;
  std::optional<scenario_end> failed_;
};

}  // namespace poolprobe::testing
