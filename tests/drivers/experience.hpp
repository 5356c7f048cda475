#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drivers/scenes.hpp"
#include "lab/lab.hpp"

namespace poolprobe::testing {

/// "breaks 26000 at execution 2"; the outcome alone where nothing is wrong.
[[nodiscard]] std::string in_words(std::string const& outcome, std::string const& sqlstate, int executions);

/// What two real processes of a driver met with, over all scenes.
struct experience {
  ending_of_scene all;
  std::string details;  ///< the scenes, a line each
};

/// Plays the scenes of poolprobe's own tryout with real processes and makes one verdict of them, as
/// src/tryout/summary.cpp does. `fresh` gives a database of the pool that nobody has used yet. Without a pool
/// only the scene that needs none is played.
[[nodiscard]] experience experience_of(proof const&, forced_pool const&,
                                       std::function<std::string()> const& fresh);

/// Databases scene0, scene1, … for `fresh` to give.
[[nodiscard]] std::vector<lab::pool> pools_for_scenes();

}  // namespace poolprobe::testing
