#pragma once

#include <string_view>
#include <vector>

#include "conninfo/setting.hpp"

namespace poolprobe {

/// Makes libpq's two lists of the settings `host_key`, which may repeat, where their items bring a port of
/// their own, as "a:1,b,[::1]:2" does: Npgsql (TrySplitHostPort) and SQLAlchemy (_split_multihost_from_url)
/// take that. An item without a port has that of `port_key`. All else stays as it is.
[[nodiscard]] std::vector<setting> with_ports_apart(std::vector<setting>, std::string_view host_key,
                                                    std::string_view port_key);

}  // namespace poolprobe
