#pragma once

#include <string_view>

#include "conninfo/target.hpp"

namespace poolprobe {

/// Why that driver (id in the catalogue) does not start with a text that names several hosts; empty where it
/// does start, where it is not known, and where the text names one. `one_of_several`: the target is one of
/// those that `split_hosts` made of such a text.
[[nodiscard]] std::string_view objection_to_hosts(target const&, std::string_view driver,
                                                  bool one_of_several = false);

/// The release since which it takes several; empty where every one does.
[[nodiscard]] std::string_view takes_hosts_since(std::string_view driver);

}  // namespace poolprobe
