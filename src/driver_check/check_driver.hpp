#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "driver_check/driver_check.hpp"

/// Checks drivers: which of their configurations are simulated, and which of these mends another one.
namespace poolprobe {

/// The results of the driver that the verdict is for, and of the other generations of its configuration where
/// no version was named: what the verdict needs, without fixes.
[[nodiscard]] std::vector<driver_result> results_for_verdict(driver_check&, driver_choice const&,
                                                             text_effects const&, extent);

/// The driver with that configuration, and the other generations of it where no version was named.
[[nodiscard]] driver_choices with_generations(driver_choice const&);

/// Which other configurations of a driver are simulated where it does not work, or only with a caveat.
enum class others {
  fixes,  ///< the one that is most likely to mend it; all where that does not
  all,
};

/// Checks a driver, and the other generations of its configuration where no version was named. Where one of
/// them does not work, or only with a caveat, other configurations are checked as well, and one that works
/// becomes the fix; those that are not tried are `skipped`. `results` is filled one by one. In a dry run the
/// other configurations are always listed.
void check_driver(driver_check&, driver_choice const&, text_effects const&, others,
                  std::vector<driver_result>& results,
                  std::function<void(std::string_view)> const& before_each);

/// What the catalogue says about that driver and its configurations, without simulating them on a pooler.
[[nodiscard]] std::vector<driver_result> not_simulated(driver_choice const&, text_effects const&);

/// Checks all drivers, in the order of the catalogue. Results that exist already stay as they are.
void check_all_drivers(driver_check&, std::vector<driver_result>& results,
                       std::function<void(std::string_view)> const& before_each);

}  // namespace poolprobe
