#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "drivers/keeper.hpp"
#include "drivers/player.hpp"

namespace poolprobe::testing {

/// What an actor asks of its program, and the answers that are right.
using part = std::vector<std::pair<std::string, std::string>>;

/// What became of real processes.
struct ending_of_scene {
  std::string outcome = "works";  ///< "works", "breaks", "wrong_answer"
  std::string sqlstate;
  int executions = 0;  ///< steps of the part that were begun, the one that failed included; 0: it connected
  std::string told;    ///< what the program said last
  int process = 1;     ///< which of the two it happened to
};

/// One process of an application, which has a part to play.
class actor {
 public:
  actor(proof const& of, forced_pool const& where, part what)
      : plays_(of, where.port, where.database), part_(std::move(what)) {}

  /// Comes to where it is about to say something; false when all has been said, or something went wrong.
  bool comes_to_speak();
  void speak() { plays_.let_go(); }
  /// Speaks whenever it comes to it, until its end.
  void play_on();
  /// Begins the last step of its part again.
  void once_more();

  /// How far it is, in comparison with another one that plays the same.
  [[nodiscard]] int flights() const { return plays_.flights(); }
  [[nodiscard]] std::string const& startup_packet() const { return plays_.startup_packet(); }
  [[nodiscard]] bool failed() const { return failed_.has_value(); }
  [[nodiscard]] ending_of_scene ending() const { return failed_.value_or(ending_of_scene{}); }

 private:
  void begin_next();
  void judge(std::string const& answer);
  void fail(std::string outcome, std::string sqlstate, std::string told);

  player plays_;
  part part_;
  std::size_t begun_ = 0;
  std::optional<ending_of_scene> failed_;
};

}  // namespace poolprobe::testing
