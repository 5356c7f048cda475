#pragma once

#include <chrono>

/// How long poolprobe's own work takes, printed and never asserted. It needs real servers and a quiet
/// machine.
namespace poolprobe::bench {

/// The duration of a whole default check against every kind of lab server, through a relay when `round_trip`
/// is not 0.
void print_check_durations(std::chrono::milliseconds round_trip);

/// The time until a lab is ready.
void print_lab_duration();

}  // namespace poolprobe::bench
