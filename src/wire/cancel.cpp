#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <string_view>

#include "wire/encrypt_ahead.hpp"
#include "wire/message.hpp"
#include "wire/plain_or_tls_socket.hpp"

namespace poolprobe::wire {
namespace {

using cancelled = connection::cancelled;

/// Sends a request and waits until the other side has closed that connection; returns whether it has. Called
/// in a child process. `keeps` is a file descriptor that it needs, or negative.
struct delivery {
  std::function<bool()> send;
  int keeps = -1;
};

/// Closes everything that was inherited: no process that waits for the end of our output, or for our
/// disconnect, must wait for the child.
void close_all_but(int kept, int also_kept) {
  constexpr int most = 1024;
  auto const nowhere = open("/dev/null", O_RDWR);
  for (auto const standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, standard);
  for (int fd = STDERR_FILENO + 1; fd < most; ++fd) {
    if (fd != kept && fd != also_kept) close(fd);
  }
}

/// Everything that the child does.
[[noreturn]] void deliver(delivery const& how, int report) {
  constexpr unsigned patience_s = 30;
  close_all_but(report, how.keeps);
  setsid();  // so that neither the terminal's Ctrl-C nor a kill of our process group reaches it
  for (auto const number : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) std::signal(number, SIG_IGN);
  std::signal(SIGALRM, SIG_DFL);
  alarm(patience_s);
  char const delivered = how.send() ? 1 : 0;
  [[maybe_unused]] auto const written = write(report, &delivered, 1);
  _exit(0);
}

cancelled outcome_of(int report, deadline until) {
  interrupt_shield const shield;
  if (wait_for(report, POLLIN, until) != waited::ready) return cancelled::silent;
  char delivered = 0;
  return read(report, &delivered, 1) == 1 && delivered == 1 ? cancelled::sent : cancelled::failed;
}

/// Delivers the request in a child process, which has no deadline. It continues where it takes too long, and
/// also when we are killed: PgBouncer 1.18 dies ("bad client state") when a cancel request's connection is
/// closed before it has been delivered.
cancelled deliver_apart(delivery const& how, deadline until) {
  std::array<int, 2> report{-1, -1};
  if (pipe2(report.data(), O_CLOEXEC) != 0) return cancelled::failed;
  auto const child = fork();
  if (child == 0) deliver(how, report[1]);
  close(report[1]);
  auto const outcome = child < 0 ? cancelled::failed : outcome_of(report[0], until);
  close(report[0]);
  if (child > 0) waitpid(child, nullptr, outcome == cancelled::silent ? WNOHANG : 0);
  return outcome;
}

/// Whether a TLS alert is among the records: the other side says that it closes the connection, and a proxy
/// that ends TLS then waits for our answer. Under TLS 1.3 an alert looks like application data of 19 bytes
/// (RFC 8446, 5.2 and 6); the session tickets that may come before it are longer.
bool has_alert(std::string_view records) {
  constexpr std::size_t header = 5;
  constexpr std::size_t longest_alert = 27;
  while (records.size() >= header) {
    auto const byte = [&records](std::size_t i) { return static_cast<unsigned char>(records[i]); };
    auto const length = static_cast<std::size_t>(byte(3)) << 8U | byte(4);
    if (byte(0) == 21 || (byte(0) == 23 && length <= longest_alert)) return true;
    records.remove_prefix(std::min(records.size(), header + length));
  }
  return false;
}

/// Only calls that are safe after fork.
bool send_and_wait_for_end(int socket, std::string_view bytes) {
  if (send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    return false;
  std::array<char, 4096> received;
  for (;;) {
    pollfd watched{socket, POLLIN, 0};
    if (poll(&watched, 1, -1) < 0) return false;
    auto const got = recv(socket, received.data(), received.size(), 0);
    if (got == 0 || (got < 0 && errno == ECONNRESET)) return true;
    if (got > 0 && has_alert({received.data(), static_cast<std::size_t>(got)})) return true;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return false;
  }
}

/// Sends the request on our own socket. Everything of TLS except the sending is done before the fork.
cancelled cancel_ourselves(login_facts const& like, deadline until) {
  if (like.cancel_key.empty()) return cancelled::no_key;
  auto const link = open_plain_or_tls(like, until);
  // Clear the key from memory.
  if (!link || !is_same_server(link->over(), like)) return cancelled::failed;
  auto bytes = encode_cancel(like.key_pid, like.cancel_key);
  if (link->tls) bytes = encrypted(*link->tls, bytes);
  if (bytes.empty()) return cancelled::failed;
  auto const socket = link->socket.get();
  return deliver_apart({[&] { return send_and_wait_for_end(socket, bytes); }, socket}, until);
}

}  // namespace

connection::cancelled connection::cancel(deadline until) const {
  if (facts_.key_pid == 0) return cancelled::no_key;
  if (auto const send = opened_by_.cancel_request()) return deliver_apart({send}, until);
  return cancel_ourselves(facts_, until);
}

}  // namespace poolprobe::wire
