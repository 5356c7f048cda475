#include "support/sockets.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <utility>

namespace poolprobe::testing {
namespace {

constexpr int patience_ms = 30'000;
constexpr int moment_ms = 300;

bool comes(int fd, short event, int within_ms) {
  pollfd watched{fd, event, 0};
  return poll(&watched, 1, within_ms) > 0;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

template <class Address>
int listen_at(int family, Address const& address) {
  auto const fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0 ||
      listen(fd, 128) != 0) {
    throw std::runtime_error("cannot listen");
  }
  return fd;
}

}  // namespace

plain_socket::plain_socket(int fd) : fd_(fd) {
  if (fd < 0) throw std::runtime_error("no connection");
}

plain_socket::~plain_socket() {
  if (fd_ >= 0) close(fd_);
}

plain_socket::plain_socket(plain_socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

bool plain_socket::say(std::string_view bytes) const {
  while (!bytes.empty()) {
    auto const sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::size_t plain_socket::say_what_goes(std::string_view bytes) const {
  std::size_t done = 0;
  while (done < bytes.size() && comes(fd_, POLLOUT, moment_ms)) {
    auto const sent = send(fd_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) break;
    done += static_cast<std::size_t>(sent);
  }
  return done;
}

received plain_socket::receive() const {
  if (!comes(fd_, POLLIN, patience_ms)) return {{}, received::stop::silence};
  std::array<char, 65536> buffer;
  auto const got = recv(fd_, buffer.data(), buffer.size(), 0);
  if (got > 0) return {std::string(buffer.data(), static_cast<std::size_t>(got)), received::stop::more};
  return {{}, got == 0 ? received::stop::end : received::stop::reset};
}

received plain_socket::receive(std::size_t size) const {
  received all;
  while (all.bytes.size() < size && all.by == received::stop::more) {
    auto next = receive();
    all.bytes += next.bytes;
    all.by = next.by;
  }
  return all;
}

received plain_socket::receive_to_the_end() const { return receive(std::string().max_size()); }

// Without an event to wait for, poll still reports POLLERR and POLLHUP.
bool plain_socket::breaks() const { return comes(fd_, 0, patience_ms); }

void plain_socket::end_sending() const { shutdown(fd_, SHUT_WR); }

void plain_socket::reset() {
  linger const at_once{1, 0};
  setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(std::exchange(fd_, -1));
}

plain_listener::plain_listener() : fd_(listen_at(AF_INET, loopback(0))) {}

plain_listener::plain_listener(std::filesystem::path const& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  auto const path = (folder / ".s.PGSQL.5432").string();
  if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long for a socket");
  path.copy(address.sun_path, path.size());
  fd_ = listen_at(AF_UNIX, address);
}

plain_listener::~plain_listener() { close(fd_); }

int plain_listener::port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool plain_listener::has_caller() const { return comes(fd_, POLLIN, 0); }

plain_socket plain_listener::accept() const {
  if (!comes(fd_, POLLIN, patience_ms)) throw std::runtime_error("nobody connects");
  return plain_socket(accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC));
}

plain_socket connect_to(int port) {
  auto const fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  plain_socket opened(fd);
  auto const address = loopback(port);
  if (connect(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens");
  return opened;
}

}  // namespace poolprobe::testing
