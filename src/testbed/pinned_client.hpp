#pragma once

namespace poolprobe {

class client;

/// Whether the pooler reserves for A the server connection that A has, while `b` and A both ask again and
/// again (PgDog, RDS Proxy, and Odyssey with pool_pin_on_listen do, for a client with session state). Other
/// clients of the pool could keep `b` from it once, but they would also take it from A.
[[nodiscard]] bool is_pinned(client& a, client& b);

}  // namespace poolprobe
