#pragma once

#include <string>

#include "drivers/programs.hpp"
#include "lab/lab.hpp"

namespace poolprobe::testing {

/// A pooler, or a server itself, whose server connections change hands as a test wants it.
struct forced_pool {
  int port = 0;
  std::string database;  ///< of the pooler; nobody else uses it
  lab::postgres const* server = nullptr;
  bool pooled = true;  ///< false: the server itself, where there is nothing to force
};

/// What became of two real processes.
struct ending_of_scene {
  std::string outcome = "works";  ///< "works", "breaks", "wrong_answer"
  std::string sqlstate;
  int executions = 0;  ///< of the query that failed, that one included; 0: while it connected
  std::string told;    ///< what the program said last
};

/// The scenes of poolprobe's own rehearsal (src/rehearsal/scenes.hpp) with two real processes: the first is
/// moved wherever it begins to say something; a second comes to where the first was, and the first comes
/// back; both have begun, and the first comes to the other's server connection. Each uses up a database.
[[nodiscard]] ending_of_scene play_really_moved(proof const&, forced_pool const&, bool in_blocks);
[[nodiscard]] ending_of_scene play_really_met(proof const&, forced_pool const&, bool in_blocks);
[[nodiscard]] ending_of_scene play_really_crossed(proof const&, forced_pool const&, bool in_blocks);

/// Closes all server connections.
void close_servers(lab::postgres const&);

}  // namespace poolprobe::testing
