#pragma once

#include "wire/libpq_connection.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// The byte stream of a connection that is logged in, without a `session` on top: for the load loop, which
/// encodes and reads messages itself and may have thousands of them. Without TLS, libpq and its buffers are
/// freed; with TLS they stay, as the TLS session belongs to libpq.
class logged_in_stream {
 public:
  /// Takes over a libpq connection that is logged in and idle.
  explicit logged_in_stream(libpq_connection logged_in);
  ~logged_in_stream();  ///< sends Terminate and closes
  logged_in_stream(logged_in_stream&& from) noexcept;
  logged_in_stream& operator=(logged_in_stream&&) = delete;

  [[nodiscard]] stream& over() { return over_; }
  [[nodiscard]] int socket() const { return socket_; }
  [[nodiscard]] bool tls() const { return static_cast<bool>(opened_by_); }

 private:
  libpq_connection opened_by_;  ///< empty without TLS
  int socket_ = -1;
  stream over_;
};

}  // namespace poolprobe::wire
