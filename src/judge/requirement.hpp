#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "drivers/driver.hpp"

namespace poolprobe {

/// What the user needs: codes of probes whose outcome decides the verdict.
using requirements = std::vector<std::string>;

/// The probes that decide for what a configuration sends.
[[nodiscard]] requirements requirements_of(driver_config const&);

/// The requirements of the driver that the connection text names ("asyncpg", "pgjdbc:simple"); where it names
/// none, those of named prepared statements.
[[nodiscard]] requirements requirements_of(std::string_view driver);

}  // namespace poolprobe
