#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "survey/signals.hpp"

/// What single signals say. Conclusions weigh several of them (weigh.cpp).
namespace poolprobe {

/// Refused before login, with the error fields that PgBouncer's own errors have (src/proto.c).
[[nodiscard]] bool refused_by_pgbouncer(std::optional<wire::greeting> const&);
[[nodiscard]] bool refused_by_postgres(std::optional<wire::greeting> const&);
[[nodiscard]] bool pgbouncer_refusal(signals const&);

[[nodiscard]] bool key_differs(signals const&);
/// The server knew our statement by another name than ours.
[[nodiscard]] bool renamed(signals const&);
/// The product that renames so; "" when it was not renamed or nobody is known to.
[[nodiscard]] std::string_view product_of_name(signals const&);
/// The server connection is older than ours.
[[nodiscard]] bool reused_backend(signals const&);
/// A client was given the server connection of another one that was still connected.
[[nodiscard]] bool multiplexed(signals const&);
[[nodiscard]] bool console_spoke(signals const&);

/// What one pooler alone cannot do: one sentence for each; empty where nothing contradicts.
[[nodiscard]] std::vector<std::string> contradictions(signals const&);

}  // namespace poolprobe
