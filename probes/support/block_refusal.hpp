#pragma once

#include <optional>
#include <string_view>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// PgBouncer's refusal of BEGIN in statement mode (src/server.c). It closes client and server connection.
constexpr anticipated block_refused{"08P01", outcome::breaks, "transaction blocks not allowed"};

/// The finding where the survey has already seen BEGIN refused: to try it again would cost the pool a server
/// connection. nullopt where it has not.
[[nodiscard]] std::optional<probe_result> no_blocks(testbed const& on, std::string_view expected);

}  // namespace poolprobe
