#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "conninfo/target.hpp"

namespace poolprobe {

/// The hosts of a target, each as a target of its own, in the order of the connection text; one that repeats
/// is there once. What chooses among hosts (target_session_attrs, load_balance_hosts) is left out, so that
/// each is connected to whatever it is. A target with one host is returned as it is. Throws as `find_target`.
[[nodiscard]] std::vector<target> split_hosts(target const&);

/// How a client would choose among the hosts of that target, one sentence; or why it would not start.
/// `driver` is the client's id in the catalogue; empty: the one that the text was written for, else libpq.
[[nodiscard]] std::string host_choice(target const&, std::string_view driver = {});

}  // namespace poolprobe
