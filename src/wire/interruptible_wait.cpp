#include "wire/interruptible_wait.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

namespace poolprobe::wire {
namespace {

// A signal handler reaches only globals. The pipe makes a wait that has begun end as well.
std::atomic<int> caught_signal{0};
std::atomic<int> shields{0};
std::array<int, 2> wake_pipe{-1, -1};

extern "C" void note_signal(int number) {
  if (caught_signal.exchange(number) != 0) _exit(128 + number);
  auto const saved = errno;
  char const byte = 0;
  [[maybe_unused]] auto const written = write(wake_pipe[1], &byte, 1);
  errno = saved;
}

int remaining_ms(deadline until) {
  auto const left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now()).count();
  return left <= 0 ? 0 : static_cast<int>(std::min<std::int64_t>(left, 3'600'000));
}

}  // namespace

waited wait_for(int fd, short events, deadline until) {
  for (;;) {
    if (shields == 0 && caught_signal != 0) return waited::interrupted;
    std::array<pollfd, 2> watched{pollfd{fd, events, 0}, pollfd{shields == 0 ? wake_pipe[0] : -1, POLLIN, 0}};
    auto const timeout = remaining_ms(until);
    auto const ready = poll(watched.data(), watched.size(), timeout);
    if (ready > 0 && watched[0].revents != 0) return waited::ready;
    if (ready == 0 && timeout == 0) return waited::timed_out;
  }
}

waited pause_for(std::chrono::milliseconds duration) { return wait_for(-1, 0, clock::now() + duration); }

namespace {

bool is_ignored(int number) {
  struct sigaction current {};
  return sigaction(number, nullptr, &current) == 0 && current.sa_handler == SIG_IGN;
}

}  // namespace

void catch_interrupts() {
  if (wake_pipe[0] == -1 && pipe2(wake_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) return;
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  for (auto const number : {SIGINT, SIGTERM}) sigaction(number, &action, nullptr);
  for (auto const number : {SIGHUP, SIGQUIT}) {
    if (!is_ignored(number)) sigaction(number, &action, nullptr);
  }
}

int interrupted_by() { return caught_signal; }

interrupt_shield::interrupt_shield() { ++shields; }
interrupt_shield::~interrupt_shield() { --shields; }

}  // namespace poolprobe::wire
