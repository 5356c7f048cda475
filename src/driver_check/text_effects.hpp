#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// What the connection text causes in the driver, apart from choosing a configuration.
struct text_effects {
  std::vector<std::string> fails;  ///< keys with which it does not start
  std::vector<sent_parameter> startup;
};

}  // namespace poolprobe
