#pragma once

#include <memory>
#include <string>

#include "drivers/actor.hpp"

namespace poolprobe::testing {

/// A scene of poolprobe's own tryout (src/tryout/scenes.hpp) with real processes.
class real_scene {
 public:
  enum class kind {
    moved,    ///< one process, moved to another server connection wherever it begins to say something
    met,      ///< a second one comes to where the first was, and the first comes back
    crossed,  ///< both have begun, and the first comes to the other's server connection
  };

  /// With the query that poolprobe tries out. Starts the processes, which is what takes time; several scenes
  /// can be made before the first is played.
  real_scene(kind, proof const&, forced_pool const&, bool in_blocks);
  /// With that part for each.
  real_scene(kind, proof const&, forced_pool const&, part const&);
  ~real_scene();
  real_scene(real_scene&&) noexcept;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] ending_of_scene play();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe::testing
