#pragma once

#include "wire/libpq_connection.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// A connection after login without anything that speaks on it: for a load loop, which may have thousands.
/// In clear text libpq and its buffers are gone; under TLS they stay, as the TLS session is libpq's.
class raw_connection {
 public:
  /// Takes over a connection of libpq's that is logged in and idle.
  explicit raw_connection(libpq_connection logged_in);
  ~raw_connection();  ///< says goodbye (Terminate) and closes
  raw_connection(raw_connection&& from) noexcept;
  raw_connection& operator=(raw_connection&&) = delete;

  [[nodiscard]] stream& over() { return over_; }
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] bool tls() const { return static_cast<bool>(opened_by_); }

 private:
  libpq_connection opened_by_;  ///< none in clear text
  int socket_ = -1;
  stream over_;
};

}  // namespace poolprobe::wire
