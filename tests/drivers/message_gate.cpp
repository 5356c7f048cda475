#include "drivers/message_gate.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace poolprobe::testing {
namespace {

constexpr std::uint32_t ssl_request = 80877103, gss_request = 80877104;

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

std::uint32_t number_at(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

/// Appends what has arrived; false where the other side has closed.
bool take_in(int fd, std::string& into, bool& some) {
  std::array<char, 65536> bytes;
  for (;;) {
    auto const got = recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    some = true;
    if (got == 0) return false;
    into.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    auto const sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // its end is seen where it is read
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// The SQLSTATE in an ErrorResponse; empty where it has none.
std::string sqlstate_in(std::string_view message) {
  message.remove_prefix(5);
  while (message.size() > 1) {
    auto const end = message.find('\0');
    if (message.front() == 'C') return std::string(message.substr(1, end - 1));
    message.remove_prefix(end == std::string_view::npos ? message.size() : end + 1);
  }
  return {};
}

}  // namespace

descriptor::~descriptor() { close(); }
descriptor::descriptor(descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
descriptor& descriptor::operator=(descriptor&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}
void descriptor::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

descriptor connect_to_port(int port) {
  descriptor made(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  auto const address = loopback(port);
  if (connect(made.get(), reinterpret_cast<sockaddr const*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens there");
  return made;
}

std::size_t whole_message(std::string_view bytes) {
  if (bytes.size() < 5) return 0;
  auto const size = std::size_t{number_at(bytes, 1)} + 1;
  return bytes.size() < size ? 0 : size;
}

message_gate::message_gate(int server_port)
    : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), server_port_(server_port) {
  auto address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listening_.get(), reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listening_.get(), 16) != 0 ||
      getsockname(listening_.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("a gate cannot listen");
  port_ = ntohs(address.sin_port);
}

void message_gate::watch(std::vector<pollfd>& all) const {
  all.push_back({listening_.get(), POLLIN, 0});
  for (auto const& c : connections_) {
    all.push_back({c.client.get(), POLLIN, 0});
    all.push_back({c.server.get(), POLLIN, 0});
  }
}

bool message_gate::accept_one() {
  descriptor client(accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (client.get() < 0) return false;
  auto server = connect_to_port(server_port_);
  int const yes = 1;
  for (auto const fd : {client.get(), server.get()})
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  connections_.emplace_back();
  connections_.back().client = std::move(client);
  connections_.back().server = std::move(server);
  return true;
}

bool message_gate::progress() {
  bool some = accept_one();
  for (auto& c : connections_) {
    auto const server_stays = take_in(c.server.get(), c.from_server, some);
    pass_to_client(c);
    auto const client_stays = take_in(c.client.get(), c.from_client, some);
    if (!c.started) start(c);
    if (c.started) pass_to_server(c);
    c.over = !server_stays || !client_stays;
  }
  connections_.remove_if([](connection const& c) { return c.over; });
  return some;
}

/// A request for encryption is declined here, so that the messages can be read.
void message_gate::start(connection& c) {
  while (!c.started && c.from_client.size() >= 8) {
    auto const size = number_at(c.from_client, 0), code = number_at(c.from_client, 4);
    if (c.from_client.size() < size) return;
    if (code == ssl_request || code == gss_request) {
      send_all(c.client.get(), "N");
    } else {
      startup_packet_ = c.from_client.substr(0, size);
      send_all(c.server.get(), startup_packet_);
      c.started = true;
    }
    c.from_client.erase(0, size);
  }
}

/// Terminate and, where nothing is under way, Flush begin nothing.
bool message_gate::is_held(connection const& c) {
  auto const more =
      whole_message(c.from_client) > 0 && c.from_client.front() != 'X' && c.from_client.front() != 'H';
  return more && c.status == 'I' && !c.sending && !c.may_send;
}

/// psycopg ends a pipeline with a Flush right after the Sync, in a packet of its own, which reaches a pooler
/// before the answer does (seen 120 times of 120). Held back until the answer it would be a message by
/// itself, for which PgBouncer gives the client a server connection until its next query.
void message_gate::pass_to_server(connection& c) const {
  while (!is_held(c)) {
    auto const size = whole_message(c.from_client);
    if (size == 0) return;
    auto const type = c.from_client.front();
    if (c.waiting && type != 'H') return;
    send_all(c.server.get(), std::string_view(c.from_client).substr(0, size));
    c.from_client.erase(0, size);
    if (c.status == 0 || (type == 'H' && !c.sending))
      continue;  // still logging in, or nothing to be answered
    c.sending = true;
    c.may_send = false;
    c.waiting = c.waiting || type == 'S' || type == 'Q';
  }
}

void message_gate::look_at(std::string_view message) {
  if (message.front() == 'C' && message.substr(5, 8) == "ROLLBACK") answers_.rolled_back = true;
  if (message.front() == 'E' && answers_.first_error.empty()) answers_.first_error = sqlstate_in(message);
}

void message_gate::pass_to_client(connection& c) {
  while (auto const size = whole_message(c.from_server)) {
    look_at(std::string_view(c.from_server).substr(0, size));
    auto const ready = c.from_server.front() == 'Z';
    if (ready) c.status = c.from_server[5];
    send_all(c.client.get(), std::string_view(c.from_server).substr(0, size));
    c.from_server.erase(0, size);
    if (ready) c.sending = c.waiting = false;
  }
}

bool message_gate::is_holding() const {
  return std::any_of(connections_.begin(), connections_.end(), is_held);
}

bool message_gate::quiet() const {
  return std::none_of(connections_.begin(), connections_.end(),
                      [](connection const& c) { return c.sending || (c.started && c.status != 'I'); });
}

void message_gate::pass() {
  for (auto& c : connections_) {
    if (!is_held(c)) continue;
    c.may_send = true;
    ++passed_;
    pass_to_server(c);
    return;
  }
}

}  // namespace poolprobe::testing
