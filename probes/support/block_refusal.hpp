#pragma once

#include <optional>
#include <string_view>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// How PgBouncer in statement mode refuses BEGIN (src/server.c); it closes client and server connection.
constexpr anticipated block_refused{"08P01", outcome::breaks, "transaction blocks not allowed"};

/// The finding where the survey knows that there are no transaction blocks: to try again would cost the pool
/// a server connection.
[[nodiscard]] std::optional<probe_result> no_blocks(testbed const& on, std::string_view expected);

}  // namespace poolprobe
