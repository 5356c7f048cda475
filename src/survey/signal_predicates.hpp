#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "survey/signals.hpp"

/// What single signals say. Conclusions weigh several of them (weigh.cpp).
namespace poolprobe {

/// Refused before login, with the error fields that PgBouncer's own errors have (src/proto.c).
[[nodiscard]] bool refused_by_pgbouncer(std::optional<wire::startup_reply> const&);
[[nodiscard]] bool refused_by_postgres(std::optional<wire::startup_reply> const&);
[[nodiscard]] bool pgbouncer_refusal(signals const&);

[[nodiscard]] bool key_differs(signals const&);
/// The server knew our statement by another name than ours.
[[nodiscard]] bool renamed(signals const&);
/// The server connection is older than ours.
[[nodiscard]] bool reused_backend(ages const&);
/// The server saw another TCP port than ours, or a Unix socket: somebody passes the bytes on.
[[nodiscard]] bool relayed(signals const&);
/// Every client has a fresh server connection of its own, with the server's own cancel key.
[[nodiscard]] bool looks_direct(signals const&);
/// A server connection was cleared, or ended, when its client left, and not before: it was that client's own.
[[nodiscard]] bool keeps_until_disconnect(forced_switch const&);
/// A client was given the server connection of another one that was still connected.
[[nodiscard]] bool multiplexed(signals const&);
[[nodiscard]] bool console_spoke(signals const&);
/// The pooler itself announces transaction or statement mode.
[[nodiscard]] bool announces_shared(signals const&);

}  // namespace poolprobe
