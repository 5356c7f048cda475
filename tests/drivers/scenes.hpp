#pragma once

#include <memory>
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

/// A scene of poolprobe's own rehearsal (src/rehearsal/scenes.hpp) with real processes.
class real_scene {
 public:
  enum class kind {
    moved,    ///< one process, moved to another server connection wherever it begins to say something
    met,      ///< a second one comes to where the first was, and the first comes back
    crossed,  ///< both have begun, and the first comes to the other's server connection
  };

  /// Starts the processes, which is what takes time; several scenes can be made before the first is played.
  real_scene(kind, proof const&, forced_pool const&, bool in_blocks);
  ~real_scene();
  real_scene(real_scene&&) noexcept;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] ending_of_scene play();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

/// Closes all server connections.
void close_servers(lab::postgres const&);

}  // namespace poolprobe::testing
