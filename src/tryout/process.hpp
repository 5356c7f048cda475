#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "drivers/segment.hpp"
#include "stage/stage.hpp"
#include "tryout/cast.hpp"

namespace poolprobe {

/// What a process of the application does, on one connection.
struct program {
  bool in_blocks = false;  ///< each query in a transaction block of its own
  int times = 2;           ///< executions of the query
  bool every = true;       ///< also executions that are like the one before, and need nothing of it
};

/// Where a segment is to be played.
struct place {
  held_server const* held = nullptr;  ///< the server connection that another client, or it, was to take
  std::optional<int> not_on = std::nullopt;  ///< the server connection that it is to be moved away from
};

/// One process with the driver: a client of the stage that sends what the driver would, segment by segment.
class process {
 public:
  process(stage& on, std::string_view label, driver_config const&, role, int scene, program);

  /// What it is about to do; null when its program is over.
  [[nodiscard]] segment const* upcoming();
  /// Does that, and says whether every answer was its own, and came from the place that was planned. Where
  /// the driver would try again by itself, so does this.
  [[nodiscard]] observation play(place const&);
  /// One execution more than its program says.
  void once_more() { ++todo_.times; }
  /// From now on it gives up its statement, as the driver does when its cache is full.
  void give_up();

  /// Executions of the query that were begun; 0 while the driver still asks for its own purposes.
  [[nodiscard]] int executions() const { return executions_; }
  [[nodiscard]] bool in_last_execution() const { return executions_ >= todo_.times; }
  /// How far it is, in comparison with another process of the same program.
  [[nodiscard]] std::pair<int, int> position() const { return {executions_, segments_done_}; }
  /// Whether its last flight told which server connection answered.
  [[nodiscard]] bool tells_its_place() const { return tells_its_place_; }
  [[nodiscard]] bool tried_again() const { return tried_again_; }
  [[nodiscard]] client& self() const { return *self_; }

 private:
  void begin_execution();
  [[nodiscard]] observation play_through(segment const&, place const&);
  [[nodiscard]] reaction say(utterance const&, bool unnamed_is_needed);
  [[nodiscard]] reaction clear_away();
  [[nodiscard]] statement carried_by(utterance const&) const;
  [[nodiscard]] observation judge(utterance const&, reaction const&, place const&) const;
  [[nodiscard]] bool is_unfelt(utterance const&) const;
  [[nodiscard]] observation lost_block(reaction const&) const;
  void start_over();

  stage* on_;
  client* self_;
  driver_config const* config_;
  lines lines_;
  name_giver names_;
  voice voice_;
  program todo_;
  std::deque<segment> ahead_;
  int executions_ = 0;
  int segments_done_ = 0;
  bool tells_its_place_ = false;
  bool tried_again_ = false;
  std::optional<std::string> unfelt_;  ///< SQLSTATE of an error that does not reach the program
  bool trying_again_ = false;          ///< the execution under way is a second try
};

}  // namespace poolprobe
