#pragma once

#include <fmt/format.h>

#include <system_error>
#include <thread>
#include <utility>

#include "model/fatal.hpp"

namespace poolprobe::wire {

/// Starts a thread. Where the system gives none (a limit of processes, of a container's pids, of memory) it
/// throws `fatal{defect}`, with advice; then threads that were started before must still be joined.
template <class Thread = std::thread, class Work>
[[nodiscard]] Thread start_thread(Work work) {
  try {
    return Thread(std::move(work));
  } catch (std::system_error const& why) {
    throw fatal(exit_code::defect, fmt::format("a thread could not be started: {}", why.code().message()),
                "raise the limit of processes (ulimit -u, or the container's pids limit)");
  }
}

}  // namespace poolprobe::wire
