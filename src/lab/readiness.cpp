#include "lab/readiness.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "model/fatal.hpp"

namespace poolprobe::lab {

using namespace std::string_view_literals;

namespace {

#ifdef MSG_NOSIGNAL
constexpr int no_signal = MSG_NOSIGNAL;
#else
constexpr int no_signal = 0;
#endif

/// A TCP socket, closed with the object.
class tcp_socket {
 public:
  tcp_socket() : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (fd_ < 0) throw fatal{exit_code::defect, "cannot make a socket: " + std::string(std::strerror(errno))};
  }
  ~tcp_socket() { close(fd_); }
  tcp_socket(tcp_socket&&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Ends the connection and waits until the server has ended it too, so that it counts no more against a limit
/// of connections; at most a second between two reads.
void wait_for_end(tcp_socket const& connection) {
  std::array<char, 512> rest{};
  shutdown(connection.fd(), SHUT_WR);
  while (recv(connection.fd(), rest.data(), rest.size(), 0) > 0) {
  }
}

/// Sends the question on a new connection and returns the first bytes of the answer; nothing when no server
/// listens or answers within a second.
std::string ask(int port, std::string_view question) {
  tcp_socket const connection;
  timeval const second{.tv_sec = 1, .tv_usec = 0};
  setsockopt(connection.fd(), SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
  auto const address = loopback(port);
  std::array<char, 512> answer{};
  if (connect(connection.fd(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0) return {};
  if (send(connection.fd(), question.data(), question.size(), no_signal) < 0) return {};
  auto const received = recv(connection.fd(), answer.data(), answer.size(), 0);
  wait_for_end(connection);
  return received > 0 ? std::string(answer.data(), static_cast<std::size_t>(received)) : "";
}

}  // namespace

int free_port() {
  tcp_socket const chosen;
  auto address = loopback(0);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (bind(chosen.fd(), plain, size) != 0 || getsockname(chosen.fd(), plain, &size) != 0)
    throw fatal{exit_code::defect, "there is no free port: " + std::string(std::strerror(errno))};
  return ntohs(address.sin_port);
}

bool postgres_answers(int port) {
  // StartupMessage of protocol 3.0. The server answers R to ask for a password or to accept the login; 57P03
  // is "the database system is starting up" (PostgreSQL documentation, 55.7 Message Formats and appendix A).
  constexpr auto startup = "\0\0\0\x1f\0\3\0\0user\0app\0database\0app\0\0"sv;
  static_assert(startup.size() == 0x1f);
  auto const answer = ask(port, startup);
  return answer.starts_with('R') || (answer.starts_with('E') && answer.find("C57P03") == std::string::npos);
}

bool pgbouncer_answers(int port) {
  constexpr auto ssl_request = "\0\0\0\x08\x04\xd2\x16\x2f"sv;  // answered with S or N, or E by old servers
  return !ask(port, ssl_request).empty();
}

}  // namespace poolprobe::lab
