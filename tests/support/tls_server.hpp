#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "support/scripted_server.hpp"

namespace poolprobe::testing {

/// What one caller of a `tls_server` did.
struct tls_call {
  bool encrypted = false;
  std::string server_name;  ///< that it asked for in its TLS handshake (SNI); empty: none
  std::string first;        ///< its first packet: a startup packet or a CancelRequest
};

/// A server that takes every login, over TLS, with a certificate made when it starts, and remembers how it
/// was called. It hangs up on who speaks in clear text, and on who wants to cancel.
class tls_server {
 public:
  tls_server();

  [[nodiscard]] int port() const { return server_.port(); }
  /// In the order in which their first packets came.
  [[nodiscard]] std::vector<tls_call> calls() const;

  /// The process id and the four bytes of the key that every login is given.
  static constexpr int key_pid = 4242;
  static std::string key();

 private:
  void serve(conversation&);
  void note(tls_call);

  mutable std::mutex guard_;
  std::vector<tls_call> calls_;
  scripted_server server_;
};

}  // namespace poolprobe::testing
