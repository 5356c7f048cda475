#include "support/scripted_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

std::string number32(std::size_t value) {
  std::string bytes;
  for (auto const shift : {24U, 16U, 8U, 0U}) bytes.push_back(static_cast<char>((value >> shift) & 0xFFU));
  return bytes;
}

std::size_t length_at(std::string_view bytes) {
  std::size_t value = 0;
  for (auto const c : bytes.substr(0, 4)) value = (value << 8U) | static_cast<unsigned char>(c);
  return value;
}

/// Reads the startup packet; refuses a request for TLS or GSS encryption before it.
bool reads_startup(conversation const& with) {
  constexpr std::size_t size_of_request = 8;
  for (auto received = with.receive(); !received.empty(); received = with.receive()) {
    if (received.size() > size_of_request) return true;
    if (!with.say("N")) return false;
  }
  return false;
}

std::string parameter(std::string_view name, std::string_view value) {
  return framed('S', std::string(name) + '\0' + std::string(value) + '\0');
}

std::string login_without_end() {
  return framed('R', number32(0)) + parameter("server_version", "15.0") +
         parameter("client_encoding", "UTF8") + framed('K', number32(4242) + number32(1));
}

auto const ready = framed('Z', "I");

}  // namespace

bool conversation::say(std::string_view bytes) const {
  while (!bytes.empty()) {
    auto const sent = send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

std::string conversation::receive() const {
  std::array<char, 8192> buffer;
  auto const got = recv(fd_, buffer.data(), buffer.size(), 0);
  return got > 0 ? std::string(buffer.data(), static_cast<std::size_t>(got)) : std::string();
}

void conversation::end_sending() const { shutdown(fd_, SHUT_WR); }

scripted_server::scripted_server(behaviour how) : behaviour_(std::move(how)) {
  listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const plain = reinterpret_cast<sockaddr*>(&address);
  if (listening_ < 0 || bind(listening_, plain, size) != 0 || listen(listening_, 16) != 0 ||
      getsockname(listening_, plain, &size) != 0) {
    throw std::runtime_error("cannot listen on 127.0.0.1");
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

scripted_server::~scripted_server() {
  closing_ = true;
  shutdown(listening_, SHUT_RDWR);
  acceptor_.join();
  {
    std::lock_guard const lock(guard_);
    for (auto const fd : open_) shutdown(fd, SHUT_RDWR);
  }
  for (auto& talk : talks_) talk.join();
  close(listening_);
}

std::string scripted_server::url() const {
  return "postgresql://app@127.0.0.1:" + std::to_string(port_) + "/app?sslmode=disable";
}

void scripted_server::accept_all() {
  while (!closing_) {
    auto const fd = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) continue;
    std::lock_guard const lock(guard_);
    open_.insert(fd);
    talks_.emplace_back([this, fd, number = talks_.size()] { serve(fd, number); });
  }
}

void scripted_server::serve(int fd, std::size_t number) {
  conversation with(fd, number);
  behaviour_(with);
  // Unread bytes would turn the close into a reset, and the client would lose what was sent.
  shutdown(fd, SHUT_WR);
  if (!closing_) {
    while (!with.receive().empty()) {
    }
  }
  std::lock_guard const lock(guard_);
  open_.erase(fd);
  close(fd);
}

behaviour sends(std::string const& bytes) {
  return [bytes](conversation& with) {
    if (!with.receive().empty()) with.say(bytes);
  };
}

behaviour never_answers() {
  return [](conversation& with) {
    while (!with.receive().empty()) {
    }
  };
}

behaviour hangs_up() {
  return [](conversation&) {};
}

behaviour floods(std::string const& bytes) {
  std::string many;
  while (many.size() < 65536) many += bytes;
  return [many = std::move(many)](conversation& with) {
    while (with.say(many)) {
    }
  };
}

behaviour accepts_login(behaviour then) {
  return accepts_login_halfway([then = std::move(then)](conversation& with) {
    if (with.say(ready)) then(with);
  });
}

behaviour accepts_login_halfway(behaviour then) {
  return [then = std::move(then)](conversation& with) {
    if (reads_startup(with) && with.say(login_without_end())) then(with);
  };
}

behaviour asks_password(std::function<void(conversation&, std::string const&)> then) {
  return [then = std::move(then)](conversation& with) {
    if (!reads_startup(with) || !with.say(framed('R', number32(3)))) return;
    auto const message = with.receive();  // p, length, the password, NUL
    if (message.size() > 6) then(with, message.substr(5, message.size() - 6));
  };
}

std::string framed(char type, std::string_view body) {
  return std::string(1, type) + number32(body.size() + 4) + std::string(body);
}

std::string framed_error(char type, std::string_view severity, std::string_view sqlstate,
                         std::string_view words) {
  auto const field = [](char letter, std::string_view text) { return letter + std::string(text) + '\0'; };
  return framed(type, field('S', severity) + field('C', sqlstate) + field('M', words) + '\0');
}

std::string take_types(std::string& bytes) {
  std::string types;
  while (bytes.size() >= 5) {
    auto const size = length_at(std::string_view(bytes).substr(1)) + 1;
    if (bytes.size() < size) break;
    types.push_back(bytes.front());
    bytes.erase(0, size);
  }
  return types;
}

std::string plausible_answer(char type, std::string_view value) {
  static auto const done = framed('C', "SELECT 1\0"s);
  static auto const columns =
      framed('T', "\0\1v\0"s + std::string(6, '\0') + "\0\0\0\x19\xff\xff"s + "\xff\xff\xff\xff\0\0"s);
  auto const row = framed('D', "\0\1"s + number32(value.size()) + std::string(value));
  switch (type) {
    case 'P':
      return framed('1', "");
    case 'B':
      return framed('2', "");
    case 'C':
      return framed('3', "");
    case 'D':
      return framed('t', "\0\0"s) + columns;
    case 'E':
      return row + done;
    case 'Q':
      return columns + row + done + ready;
    case 'S':
      return ready;
    default:
      return {};
  }
}

}  // namespace poolprobe::testing
