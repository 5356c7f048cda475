#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "stage/stage.hpp"
#include "survey/signals.hpp"

/// How clients are found that one pooler process serves, and what a server connection shows of itself.
namespace poolprobe {

/// How long to wait before a server connection is tried to be taken, from try to try; `seen` tells how far
/// the pooler is.
[[nodiscard]] std::vector<std::chrono::milliseconds> pauses(reaction const& seen);

/// Whether A and B hand server connections to each other.
void observe_pair(stage&, client& a, client& b, forced_switch&);

/// Something in between speaks the protocol or keeps server connections, so it may be several processes.
[[nodiscard]] bool may_be_several(signals const&);

/// A and B never met: tries others, until two of one process are A and B, or there is reason to believe that
/// everybody has a server connection of its own.
void look_for_pair(stage&, signals&);

/// Whether C never gets the server connection that A and B hand to each other: it belongs to another process.
void count_processes(stage&, signals&);

/// Remembers the key of a login.
void note_key(client const&, signals&);

/// What the server connection `backend` ran last, as the server tells `asking`, which must not use it itself.
/// nullopt where it cannot be told.
[[nodiscard]] std::optional<std::string> look_at(client& asking, int backend);

/// Sorts what `look_at` told. Other people's statements are not kept.
void note_last_ran(std::optional<std::string> const& told, last_ran& into, std::string& clearing);

}  // namespace poolprobe
