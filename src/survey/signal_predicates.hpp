#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "survey/signals.hpp"

/// What single signals mean. Conclusions combine several of them (conclude.cpp).
namespace poolprobe {

/// Refused before login, with the error fields of PgBouncer's own errors (src/proto.c).
[[nodiscard]] bool refused_by_pgbouncer(std::optional<wire::startup_reply> const&);
[[nodiscard]] bool refused_by_postgres(std::optional<wire::startup_reply> const&);
[[nodiscard]] bool pgbouncer_refusal(signals const&);

[[nodiscard]] bool key_differs(signals const&);
/// The server knew our statement by another name than ours.
[[nodiscard]] bool renamed(signals const&);
/// The server connection is older than our own connection.
[[nodiscard]] bool reused_backend(ages const&);
/// The server saw another TCP port than ours, or a Unix socket: something in between relays the bytes.
[[nodiscard]] bool relayed(signals const&);
/// Every client has a fresh server connection of its own, with the server's own cancel key.
[[nodiscard]] bool looks_direct(signals const&);
/// A server connection was cleared or ended when its client disconnected, and not before: it was that
/// client's alone.
[[nodiscard]] bool keeps_until_disconnect(forced_switch const&);
/// A client got the server connection of another client that was still connected.
[[nodiscard]] bool multiplexed(signals const&);
[[nodiscard]] bool console_spoke(signals const&);
/// The pooler itself announces transaction or statement mode.
[[nodiscard]] bool announces_shared(signals const&);

}  // namespace poolprobe
