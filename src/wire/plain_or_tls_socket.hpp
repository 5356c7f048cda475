#pragma once

#include <memory>

#include "wire/connection.hpp"

namespace poolprobe::wire {

/// A socket that closes itself.
class own_socket {
 public:
  explicit own_socket(int fd) : fd_(fd) {}
  ~own_socket();
  own_socket(own_socket const&) = delete;
  own_socket& operator=(own_socket const&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

struct free_tls {
  void operator()(ssl_st*) const;
};

/// The socket and TLS session of a stream that libpq did not open. After a login, the destructor sends
/// Terminate without waiting.
struct plain_or_tls_socket {
  explicit plain_or_tls_socket(int fd) : socket(fd) {}
  ~plain_or_tls_socket();
  plain_or_tls_socket(plain_or_tls_socket const&) = delete;
  plain_or_tls_socket& operator=(plain_or_tls_socket const&) = delete;
  [[nodiscard]] stream over() const { return {socket.get(), tls.get()}; }

  own_socket socket;
  std::unique_ptr<ssl_st, free_tls> tls;
  bool logged_in = false;
};

/// Connects to the address that `like` was opened to, with TLS where that uses TLS. Null where that fails.
/// libpq verified the server, as far as configured, when it opened the real connection; it is not verified
/// again here. So check `is_same_server` before sending anything that only that server may see.
[[nodiscard]] std::unique_ptr<plain_or_tls_socket> open_plain_or_tls(login_facts const& like, deadline until);

/// Whether the other side shows the same certificate as the server that `like` was opened to.
[[nodiscard]] bool is_same_server(stream const& over, login_facts const& like);

}  // namespace poolprobe::wire
