#pragma once

#include <vector>

#include "model/run_set.hpp"
#include "run/check_run.hpp"

namespace poolprobe {

/// `check_target` on each of the hosts that `split_hosts` made of `where`, one after the other; the deadline
/// is that of all together. A host that cannot be reached has a record that says so, like one that was not
/// begun because the user interrupted. Throws `fatal{usage}` as `check_target`.
[[nodiscard]] run_set check_hosts(target const& where, std::vector<target> const& hosts, check_options);

}  // namespace poolprobe
