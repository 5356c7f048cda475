#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace poolprobe {

/// Says that the catalogue has no driver, or the driver no configuration, of that name, which an option gave,
/// and which ones come nearest: `also_taken` are the strategies that the option takes
/// besides. Throws `fatal{usage}`.
[[noreturn]] void refuse_driver(std::string_view option, std::string_view name,
                                std::vector<std::string> also_taken = {});

}  // namespace poolprobe
