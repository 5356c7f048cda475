#pragma once

#include <functional>

#include "survey/signals.hpp"
#include "testbed/testbed.hpp"

/// The steps of the survey, one for each kind of signal. None draws a conclusion.
namespace poolprobe {

/// The age of `who`'s connection at `now`, and that of its backend, which the server gave in milliseconds.
[[nodiscard]] ages ages_of(client const& who, std::optional<std::string> const& told,
                           wire::clock::time_point now);

/// Opens client A and asks for its backend, the age of the backend, and how the server sees the connection.
/// Throws `fatal{no_connection}`. `is_open`: A is connected already.
void observe_first_answer(testbed&, signals&, bool is_open);

/// The age of the backend that C gets when it reconnects.
void observe_again(testbed&, signals&);

/// Makes B take the server connection of the idle A, and observes where A is served then. Only watches
/// backends; changes no state. While A waits, `meanwhile` is called, with client C alone.
void observe_forced_switch(testbed&, signals&, std::function<void(testbed&)> const& meanwhile);

/// The name under which the server knows a statement that we named.
void observe_server_name(testbed&, signals&);

/// How an unknown startup parameter is refused, and by whom: before login, on sockets of their own.
void observe_refusals(testbed&, signals&);

/// Which PgBouncer the announcement comes from, where there is one.
void observe_announcer(testbed&, signals&);

/// How an unknown database, or a newer protocol, is refused: each asked on a socket of its own.
void observe_unknown_database(testbed&, signals&);
void observe_newer_protocol(testbed&, signals&);

/// Which servers answer on two server connections at once.
void observe_servers(testbed&, signals&);

/// Whether the pooler sends what only reads to another server than what writes.
void observe_read_splitting(testbed&, signals&);

/// Who makes the pooler, where nothing else has shown it.
void observe_make(testbed&, signals&);

/// The version of a Pgpool-II.
void observe_pgpool(testbed&, signals&);

/// What narrows the version of a PgBouncer that does not announce it.
void observe_version(testbed&, signals&);

/// Whether a transaction block is allowed. In statement mode this costs the pool one server connection.
void observe_begin(testbed&, signals&);

/// Whether a client has a server connection of its own only from its first Parse on.
void observe_parse_pinning(testbed&, signals&);

/// Whether simple queries are allowed. Where not, this costs one client connection.
void observe_simple_query(testbed&, signals&);

/// What the admin console says.
void observe_console(testbed&, signals&);

}  // namespace poolprobe
