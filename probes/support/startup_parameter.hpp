#pragma once

#include <string>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// A startup parameter of one connection, and the setting that it is to change.
struct startup_parameter {
  std::string name;     ///< "search_path"
  std::string value;    ///< harmless to anybody, and practically nobody else's
  std::string setting;  ///< where it shows: the same name, or one inside `options`
  std::string effect;   ///< what that setting must then be
  /// What another client asks for in the same words; empty for what every server reports, so that a pooler
  /// knows what is set.
  std::string other = {};
};

/// A connection that asks for a setting at startup must be opened and have it, and nobody else. PP301 to
/// PP305 differ in the parameter only.
[[nodiscard]] probe_result observe_startup(testbed&, startup_parameter const&);

}  // namespace poolprobe
