#pragma once

#include <string>
#include <string_view>

#include "wire/interruptible_wait.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace poolprobe::wire {

enum class transfer { done, closed, timed_out, interrupted };

/// The port of our end of a connected TCP socket; 0 where it is none.
[[nodiscard]] int own_port(int socket);

/// Bytes in and out of a non-blocking socket, directly or through the TLS session on it. Owns neither.
class stream {
 public:
  stream() = default;
  stream(int fd, ssl_st* tls) : fd_(fd), tls_(tls) {}

  [[nodiscard]] transfer write_all(std::string_view bytes, deadline until);

  struct chunk {
    transfer status = transfer::closed;
    std::string bytes;  ///< at least one byte when `status` is `done`
  };
  [[nodiscard]] chunk read_some(deadline until);

  /// From now on what is written stays in the kernel until `pass`, or until the socket is closed, be it by
  /// the death of this process; at most 200 ms (Linux, tcp(7): TCP_CORK). False where that cannot be had.
  [[nodiscard]] bool hold_back() const;
  void pass() const;

  /// One attempt, without waiting; negative when `wanted` says what to wait for first, 0 when the connection
  /// is gone. What could not be written must be what is written next.
  [[nodiscard]] long attempt_write(std::string_view bytes, short& wanted);
  [[nodiscard]] long attempt_read(char* into, std::size_t size, short& wanted);

  /// SHA-256 of the certificate that the other side has shown; empty without TLS.
  [[nodiscard]] std::string certificate() const;

  /// Says that nothing more will be written; the other side can still write.
  void end_sending() const;

 private:
  [[nodiscard]] long tls_result(int result, short& wanted);

  int fd_ = -1;
  ssl_st* tls_ = nullptr;
};

}  // namespace poolprobe::wire
