#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "survey/signals.hpp"
#include "testbed/testbed.hpp"

/// Finds clients that one pooler process serves, and reads what a server connection ran last.
namespace poolprobe {

/// How often to try to make one client take another's server connection, and for how many transactions to
/// watch for a change of backend.
struct effort {
  int tries;
  int turns;
};
constexpr effort glance{1, 3};
constexpr effort thorough{3, 8};

/// The pauses before each try to take a server connection. They grow with the round-trip time in `seen`:
/// behind a distant pooler, part of the time passes while an answer travels.
[[nodiscard]] std::vector<std::chrono::milliseconds> pauses(step_result const& seen,
                                                            int tries = thorough.tries);

/// Whether A and B share server connections.
void observe_pair(testbed&, client& a, client& b, forced_switch&, effort);

/// Disconnects B, and watches B's server connection and that of C, which stays and is called B from then on.
/// True when each was seen to keep its server connection for as long as it was connected.
[[nodiscard]] bool observe_disconnect(testbed&, signals&);

/// True when something in between interprets the protocol or keeps server connections, so it may consist of
/// several processes.
[[nodiscard]] bool may_have_several_processes(signals const&);

/// For when A and B never shared a server connection: tries other clients until two that one process serves
/// are A and B, or the search ends without a result.
void look_for_pair(testbed&, signals&);

/// Whether C never gets the server connection that A and B share, so that another process must serve it.
void count_processes(testbed&, signals&);

/// Remembers the key of a login.
void note_key(client const&, signals&);

/// What the server connection `backend` ran last, read from the server by `asking`, which must not itself use
/// that connection. nullopt where it cannot be read.
[[nodiscard]] std::optional<std::string> look_at(client& asking, int backend);

/// Records what a server connection runs after its client got the answer: a pooler needs a moment to clear
/// it.
void observe_idle(client& asking, int backend, last_ran& into, std::string& clearing);

/// Classifies what `look_at` returned. Other people's statements are not kept.
void note_last_ran(std::optional<std::string> const& told, last_ran& into, std::string& clearing);

}  // namespace poolprobe
