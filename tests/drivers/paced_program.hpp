#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/gated_program.hpp"
#include "drivers/server_occupier.hpp"

namespace poolprobe::testing {

/// What a process is asked for, step by step, and the answers that are right: "5", or "error 42P01"; where
/// several are, a bar stands between them.
using part = std::vector<std::pair<std::string, std::string>>;

/// What became of real processes.
struct scenario_end {
  std::string outcome = "works";  ///< "works", "breaks", "wrong_answer", "loses"
  std::string sqlstate;
  int executions = 0;  ///< steps of the part that were begun, the one that failed included; 0: it connected
  std::string told;    ///< what the program said last
  int process = 1;     ///< which of the two it happened to
};

/// One process of an application, which has a part to play.
class paced_program {
 public:
  paced_program(proof const& of, forced_pool const& where, part what)
      : program_(of, where.port, where.database), part_(std::move(what)) {}

  /// Comes to where it is about to say something; false when all has been said, or something went wrong.
  bool reaches_message();
  void send_next() { program_.pass(); }
  /// Speaks whenever it comes to it, until its end.
  void continue_running();
  /// Begins the last step of its part again.
  void once_more();

  /// Steps that were begun.
  [[nodiscard]] std::size_t begun() const { return begun_; }
  /// How far it is, in comparison with another one that plays the same.
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
