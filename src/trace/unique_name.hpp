#pragma once

#include <string_view>

namespace poolprobe::trace {

/// Whether no other client can have given that name: it holds a random UUID, or it is a random beginning with
/// a counter behind it, as postgres.js makes them. `expected`: the client has said that it is such a driver,
/// so that its letters and digits need not look random.
[[nodiscard]] bool is_unique_name(std::string_view name, bool expected);

}  // namespace poolprobe::trace
