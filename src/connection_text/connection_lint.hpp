#pragma once

#include <vector>

#include "connection_text/settings_by_owner.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Advice from the connection text alone: keys that the driver does not understand or that a pooler will
/// refuse, settings that do the opposite of what they are for, a visible password, an address of a
/// transaction pooler. Pure; the gravest first.
[[nodiscard]] std::vector<advice> advice_on(target_info const&, parameter_list const&, bool has_password);

}  // namespace poolprobe
