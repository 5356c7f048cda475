#pragma once

#include <chrono>

namespace poolprobe::wire {

using clock = std::chrono::steady_clock;
using deadline = clock::time_point;
using milliseconds = std::chrono::duration<double, std::milli>;

enum class waited { ready, timed_out, interrupted };

/// Waits until `fd` is ready for `events` (poll's flags), the deadline passes, or the user interrupts.
[[nodiscard]] waited wait_for(int fd, short events, deadline until);

/// Sleeps unless interrupted.
[[nodiscard]] waited pause_for(std::chrono::milliseconds duration);

/// From now on SIGINT, SIGTERM, SIGHUP (a closed terminal) and SIGQUIT end waits instead of the process; a
/// second one ends the process at once. SIGHUP and SIGQUIT stay ignored where they were (nohup).
void catch_interrupts();

/// Whether a signal has arrived since `catch_interrupts`, and which (0: none).
[[nodiscard]] int interrupted_by();

/// While one exists, waits do not end for an interrupt: for the clean-up that must follow one.
class interrupt_shield {
 public:
  interrupt_shield();
  ~interrupt_shield();
  interrupt_shield(interrupt_shield const&) = delete;
  interrupt_shield& operator=(interrupt_shield const&) = delete;
};

}  // namespace poolprobe::wire
