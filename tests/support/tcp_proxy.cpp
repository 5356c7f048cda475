#include "support/tcp_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <random>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

int tcp_socket() {
  auto const fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("no socket");
  int const yes = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return fd;
}

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<in_port_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool bind_to(int fd, int port) {
  auto const address = loopback(port);
  return bind(fd, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
}

int port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

/// False when either side is gone.
bool move_bytes(int from, int to) {
  std::array<char, 16384> buffer;
  auto const got = recv(from, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  for (ssize_t sent = 0; sent < got;) {
    auto const n = send(to, buffer.data() + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
    if (n <= 0) return false;
    sent += n;
  }
  return true;
}

}  // namespace

int free_four_digit_port() {
  std::random_device entropy;
  for (int i = 0; i < 100; ++i) {
    auto const port = 5000 + static_cast<int>(entropy() % 5000);
    auto const fd = tcp_socket();
    auto const is_free = bind_to(fd, port);
    close(fd);
    if (is_free) return port;
  }
  throw std::runtime_error("there is no free port below 10000");
}

tcp_proxy::tcp_proxy(int target, bool four_digits) : target_(target), listening_(tcp_socket()) {
  auto bound = bind_to(listening_, four_digits ? free_four_digit_port() : 0);
  for (int i = 0; i < 10 && !bound; ++i)
    bound = bind_to(listening_, four_digits ? free_four_digit_port() : 0);
  if (!bound || listen(listening_, 64) != 0) throw std::runtime_error("cannot listen on 127.0.0.1");
  port_ = port_of(listening_);
  doorkeeper_ = std::thread([this] { accept_all(); });
}

tcp_proxy::~tcp_proxy() {
  closing_ = true;
  shutdown(listening_, SHUT_RDWR);
  doorkeeper_.join();
  {
    std::scoped_lock const lock(guard_);
    for (auto const fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (auto& talk : talks_) talk.join();
  close(listening_);
}

std::string tcp_proxy::url(std::string const& database) const {
  return "postgresql://app@127.0.0.1:" + std::to_string(port_) + "/" + database;
}

void tcp_proxy::keep(int fd) {
  std::scoped_lock const lock(guard_);
  open_.insert(fd);
}

void tcp_proxy::drop(int fd) {
  std::scoped_lock const lock(guard_);
  open_.erase(fd);
  close(fd);
}

void tcp_proxy::accept_all() {
  while (!closing_) {
    auto const client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    keep(client);
    talks_.emplace_back([this, client] { pass_on(client); });
  }
}

void tcp_proxy::pass_on(int client) {
  auto const server = tcp_socket();
  keep(server);
  auto const address = loopback(target_);
  auto open = connect(server, reinterpret_cast<sockaddr const*>(&address), sizeof address) == 0;
  int const yes = 1;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  while (open && !closing_) {
    std::array<pollfd, 2> both{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
    if (poll(both.data(), both.size(), -1) < 0) break;
    if (both[0].revents != 0) open = move_bytes(client, server);
    if (open && both[1].revents != 0) open = move_bytes(server, client);
  }
  drop(client);
  drop(server);
}

}  // namespace poolprobe::testing
