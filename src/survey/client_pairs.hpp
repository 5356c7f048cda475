#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "survey/signals.hpp"
#include "testbed/testbed.hpp"

/// How clients are found that one pooler process serves, and what a server connection shows of itself.
namespace poolprobe {

/// How hard it is tried to have one client take another's server connection, and to see either moved about.
struct effort {
  int tries;
  int turns;
};
constexpr effort glance{1, 3};
constexpr effort thorough{3, 8};

/// How long to wait before a server connection is tried to be taken, from try to try; `seen` tells how far
/// the pooler is. What is far has had time while an answer travelled.
[[nodiscard]] std::vector<std::chrono::milliseconds> pauses(step_result const& seen,
                                                            int tries = thorough.tries);

/// Whether A and B hand server connections to each other.
void observe_pair(testbed&, client& a, client& b, forced_switch&, effort);

/// Lets B leave, and watches its server connection and that of C, who stays and is called B from then on.
/// True where each was seen to have it for as long as it was there.
[[nodiscard]] bool observe_disconnect(testbed&, signals&);

/// Something in between speaks the protocol or keeps server connections, so it may be several processes.
[[nodiscard]] bool may_be_several(signals const&);

/// A and B never met: tries others, until two of one process are A and B, or nothing is known.
void look_for_pair(testbed&, signals&);

/// Whether C never gets the server connection that A and B hand to each other: it belongs to another process.
void count_processes(testbed&, signals&);

/// Remembers the key of a login.
void note_key(client const&, signals&);

/// What the server connection `backend` ran last, as the server tells `asking`, which must not use it itself.
/// nullopt where it cannot be told.
[[nodiscard]] std::optional<std::string> look_at(client& asking, int backend);

/// What a server connection runs once its client has got its answer: a pooler needs a moment to clear it.
void observe_idle(client& asking, int backend, last_ran& into, std::string& clearing);

/// Sorts what `look_at` told. Other people's statements are not kept.
void note_last_ran(std::optional<std::string> const& told, last_ran& into, std::string& clearing);

}  // namespace poolprobe
