#pragma once

#include <vector>

#include "driver_check/text_effects.hpp"
#include "drivers/driver.hpp"
#include "model/driver_result.hpp"

/// Which configuration of a driver, or which change elsewhere, mends a result. Pure.
namespace poolprobe {

/// Whether it works without any caveat.
[[nodiscard]] bool is_clean(driver_result const&);

/// Fills in the fixes of all results that do not work, and of all caveats, from the results of the same
/// driver.
void add_fixes(std::vector<driver_result>&);

/// Adds to the fix that a key must be removed from the connection text, where the driver does not work with
/// it. `without` is the result without what the text causes.
void fix_text(driver_result& chosen, text_effects const&, driver_result const& without);

}  // namespace poolprobe
