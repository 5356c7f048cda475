#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"

namespace poolprobe {

/// What the connection text causes in the driver, apart from choosing a configuration.
struct text_effects {
  std::vector<std::string> fails;  ///< keys with which it does not start
  std::vector<sent_parameter> startup;
  std::vector<std::string> set = {};  ///< keys because of which it sends a SET after login
  /// Of a text with several hosts: the version since which the driver takes several; empty: every one does,
  /// or the text has one host.
  std::string_view hosts_since = {};
};

}  // namespace poolprobe
