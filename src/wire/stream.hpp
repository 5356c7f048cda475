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

  /// From now on, written bytes stay in the kernel until `pass`, or until the socket is closed, also by the
  /// end of this process; at most 200 ms (Linux, tcp(7): TCP_CORK). False where that is not possible.
  [[nodiscard]] bool hold_back() const;
  void pass() const;

  /// One attempt, without waiting; negative when `wanted` says what to wait for first, 0 when the connection
  /// is gone. What could not be written must be passed again next.
  [[nodiscard]] long attempt_write(std::string_view bytes, short& wanted);
  [[nodiscard]] long attempt_read(char* into, std::size_t size, short& wanted);

  /// SHA-256 of the other side's certificate; empty without TLS.
  [[nodiscard]] std::string certificate() const;

  /// Ends sending (half-close); the other side can still send.
  void end_sending() const;

 private:
  [[nodiscard]] long tls_result(int result, short& wanted);

  int fd_ = -1;
  ssl_st* tls_ = nullptr;
};

}  // namespace poolprobe::wire
