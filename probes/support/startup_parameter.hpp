#pragma once

#include <string>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// A startup parameter of one connection, and the setting that it must change.
struct startup_parameter {
  std::string name;     ///< "search_path"
  std::string value;    ///< harmless, and hardly used by anybody else
  std::string setting;  ///< the setting to look at: the same name, or one inside `options`
  std::string effect;   ///< the value that this setting must have then
  /// Another value, which a second client asks for. Empty for a parameter that every server reports, as a
  /// pooler knows its current value.
  std::string other = {};
};

/// The observation of PP301 to PP305, which differ only in the parameter: a connection that asks for a
/// setting at startup must be accepted and have it, and no other connection may have it.
[[nodiscard]] probe_result observe_startup(testbed&, startup_parameter const&);

}  // namespace poolprobe
