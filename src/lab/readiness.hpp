#pragma once

namespace poolprobe::lab {

/// A port of 127.0.0.1 that is free now. It is not reserved: a server that starts on it may still find it in
/// use.
[[nodiscard]] int free_port();

/// True when a PostgreSQL on this port of 127.0.0.1 accepts logins, or refuses them for another reason than
/// that it is starting.
[[nodiscard]] bool postgres_answers(int port);

/// True when a PgBouncer on this port answers; asks before login, so that no pool is touched.
[[nodiscard]] bool pgbouncer_answers(int port);

}  // namespace poolprobe::lab
