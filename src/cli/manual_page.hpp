#pragma once

#include <string>

namespace poolprobe {

/// poolprobe(1) in man(7)'s language: the commands with all their options, and the exit codes.
[[nodiscard]] std::string manual_page();

}  // namespace poolprobe
