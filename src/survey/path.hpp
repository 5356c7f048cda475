#pragma once

#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "survey/signals.hpp"

namespace poolprobe {

/// What stands where between us and the server, from us on, the servers last; each with what shows it. A TCP
/// proxy between two poolers leaves no trace and is not listed. `server_version` is as the login reports it.
[[nodiscard]] std::vector<path_element> path_of(signals const&, pooler_info const& concluded,
                                                std::string_view server_version);

}  // namespace poolprobe
