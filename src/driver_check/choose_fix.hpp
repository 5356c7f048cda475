#pragma once

#include <functional>
#include <string>
#include <vector>

#include "drivers/driver.hpp"
#include "model/driver_result.hpp"

/// Which configuration of a driver fixes another one, and what has to be written for it.
namespace poolprobe {

struct fix_choice {
  driver_config const* config = nullptr;  ///< null where there is none
  std::string words;                      ///< what changes, as it is written
};

/// Of the configurations that `good` accepts the one that changes least: of the versions in use before
/// others, a fix before the driver's defaults, never one that is a trap or keeps what breaks. One whose
/// setting is in use already is only chosen where `broken` adds something to it, or where a newer version is
/// the fix.
[[nodiscard]] fix_choice choose_fix(driver const&, driver_config const& broken,
                                    std::function<bool(driver_config const&)> const& good);

/// The versions that a configuration is valid for, in the form of a result.
[[nodiscard]] std::vector<version_span> versions_of(driver_config const&);

/// Whether some version of the driver has both configurations.
[[nodiscard]] bool versions_meet(driver_config const&, driver_config const&);

/// Whether `broken` has the setting of `fix`, maybe among others.
[[nodiscard]] bool is_in_use(driver_config const& fix, driver_config const& broken);

}  // namespace poolprobe
