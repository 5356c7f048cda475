#pragma once

#include "survey/signals.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// Asks for the age of the server connection in whole milliseconds, when the server was started, whether it
/// is a standby, and the name of its database; no row where the server does not show our own session.
[[nodiscard]] statement ask_server();

/// A server that answers with less than `ask_server` asks for is not told apart from others.
void note_server(wire::row const& told, signals& seen);

}  // namespace poolprobe
