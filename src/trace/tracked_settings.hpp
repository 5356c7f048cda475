#pragma once

#include <string_view>
#include <vector>

namespace poolprobe::trace {

/// Whether PgBouncer restores the parameter for each client, in any letter case: the five that it always
/// tracked, and IntervalStyle since 1.20 (include/varcache.h, track_extra_parameters). Since 1.26 it tracks
/// all that the server reports, which depends on the server.
[[nodiscard]] bool is_tracked(std::string_view parameter);

/// Whether PgBouncer accepts it in a startup packet (src/client.c, set_startup_options).
[[nodiscard]] bool is_accepted_at_startup(std::string_view parameter);

/// The parameters set in a value of `options`: -c name=value, -cname=value, --name=value.
[[nodiscard]] std::vector<std::string_view> parameters_in_options(std::string_view options);

}  // namespace poolprobe::trace
