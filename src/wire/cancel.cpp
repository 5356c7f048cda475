#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "wire/connection.hpp"

namespace poolprobe::wire {
namespace {

/// Lets go of all that was inherited: nobody who waits for the end of our output, or for a pooler's client to
/// go, must wait for the child.
void close_all_but(int kept) {
  constexpr int most = 1024;
  auto const nowhere = open("/dev/null", O_RDWR);
  for (auto const standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, standard);
  for (int fd = STDERR_FILENO + 1; fd < most; ++fd) {
    if (fd != kept) close(fd);
  }
}

/// The child's whole life; only calls that are safe after fork and in signal handlers, as PQcancel is.
[[noreturn]] void deliver(pg_cancel* key, int report) {
  constexpr unsigned patience_s = 30;
  close_all_but(report);
  setsid();  // so that neither the terminal's Ctrl-C nor a kill of our process group reaches it
  for (auto const number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(number, SIG_IGN);
  std::signal(SIGALRM, SIG_DFL);
  alarm(patience_s);
  char const delivered = libpq_connection::send_cancel(key) ? 1 : 0;
  [[maybe_unused]] auto const written = write(report, &delivered, 1);
  _exit(0);
}

connection::cancelled outcome_of(int report, deadline until) {
  using cancelled = connection::cancelled;
  interrupt_shield const shield;
  if (wait_for(report, POLLIN, until) != waited::ready) return cancelled::silent;
  char delivered = 0;
  return read(report, &delivered, 1) == 1 && delivered == 1 ? cancelled::sent : cancelled::failed;
}

}  // namespace

/// PQcancel waits without a deadline, so it gets a process of its own. That one is left behind where it takes
/// too long, and outlives us where we are killed: PgBouncer 1.18 dies ("bad client state") when a cancel
/// request's connection is closed before it has been delivered.
connection::cancelled connection::cancel(deadline until) const {
  auto const key = opened_by_.key();
  if (!key || facts_.key_pid == 0) return cancelled::no_key;
  std::array<int, 2> report{-1, -1};
  if (pipe2(report.data(), O_CLOEXEC) != 0) return cancelled::failed;
  auto const child = fork();
  if (child == 0) deliver(key.get(), report[1]);
  close(report[1]);
  auto const how = child < 0 ? cancelled::failed : outcome_of(report[0], until);
  close(report[0]);
  if (child > 0) waitpid(child, nullptr, how == cancelled::silent ? WNOHANG : 0);
  return how;
}

}  // namespace poolprobe::wire
