#pragma once

#include "stage/stage.hpp"
#include "survey/signals.hpp"

/// The steps of the survey, one for each kind of signal. None draws a conclusion.
namespace poolprobe {

/// What PgBouncer announced at login; nullopt when it did not.
[[nodiscard]] std::optional<announcement> announced_in(wire::login const&);

/// Opens client A and asks for its backend and that backend's age. Throws `fatal{no_connection}`.
void observe_first_answer(stage&, signals&);

/// Lets B take the server connection that the idle A used, and looks where A is served then. Only backends
/// are watched; no state is changed.
void observe_forced_switch(stage&, signals&);

/// The name under which the server knows a statement that we named.
void observe_server_name(stage&, signals&);

/// How an unknown startup parameter is refused, and by whom: before login, on sockets of its own.
void observe_refusals(stage&, signals&);

/// Whether a transaction block is allowed. In statement mode this costs the pool one server connection.
void observe_begin(stage&, signals&);

/// Whether simple queries are allowed. Where not, this costs one client connection.
void observe_simple_query(stage&, signals&);

/// What the admin console says.
void observe_console(stage&, signals&);

}  // namespace poolprobe
