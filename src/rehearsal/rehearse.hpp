#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"
#include "model/driver_result.hpp"
#include "stage/stage.hpp"

namespace poolprobe {

/// Plays configurations of drivers on a stage that a survey has looked at. Of those whose scripts are equal,
/// but for the names, only one is played.
class rehearsal {
 public:
  explicit rehearsal(stage& on) : on_(&on) {}

  /// What the driver with that configuration meets with here. Throws `fatal{interrupted}`.
  [[nodiscard]] driver_result play(driver_choice const&);
  /// So many were played; the others were known.
  [[nodiscard]] int played() const { return static_cast<int>(known_.size()); }

 private:
  struct experience {
    driver_config const* config;
    std::vector<driver_scene> scenes;
  };

  [[nodiscard]] std::vector<driver_scene> scenes_of(driver_config const&);
  [[nodiscard]] driver_scene play_until_told(driver_scene (*scene)(stage&, driver_config const&, int, bool),
                                             driver_config const&, bool in_blocks);

  stage* on_;
  int scenes_ = 0;
  std::vector<experience> known_;
};

/// Whether two configurations send the same, but for the names.
[[nodiscard]] bool same_on_the_wire(driver_config const&, driver_config const&);

/// The driver that the verdict is for; where it does not work, its other configurations as well, and of those
/// that were seen to work, the one that mends it. `results` is filled as they come.
void rehearse(rehearsal&, driver_choice const&, std::vector<driver_result>& results,
              std::function<void(std::string_view)> const& before_each);

/// All drivers, in the order of the catalogue; those that are there already stay as they are.
void rehearse_all(rehearsal&, std::vector<driver_result>& results,
                  std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
