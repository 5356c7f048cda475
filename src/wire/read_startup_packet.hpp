#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// The packets before a session begins, for a proxy between client and server (PostgreSQL
/// documentation, "Message Flow", sections Start-up, SSL Session Encryption, Canceling Requests).
namespace poolprobe::wire {

/// The first packet of a client: it has a length and a code, but no type letter.
struct startup_packet {
  enum class kind {
    incomplete,          ///< more bytes are needed
    encryption_request,  ///< SSLRequest or GSSENCRequest
    cancel,              ///< CancelRequest
    startup,
    unreadable,  ///< longer than any server accepts, or no such packet
  };
  kind what = kind::incomplete;
  std::size_t size = 0;  ///< of the whole packet, in bytes; 0 where it is incomplete or unreadable
};

/// The longest that PostgreSQL accepts (MAX_STARTUP_PACKET_LENGTH in libpq/pqcomm.h).
constexpr std::size_t longest_startup_packet = 10'000;

[[nodiscard]] startup_packet read_startup_packet(std::string_view bytes);

/// Names and values of a complete startup packet, in order; a malformed one ends the list.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_startup(std::string_view packet);

/// Removes the SASL mechanisms from a server's offer that are bound to its TLS session (SCRAM-SHA-256-PLUS,
/// RFC 5802): a client that is not in that session would fail at them. All other bytes pass unchanged.
class offer_filter {
 public:
  /// The bytes that may be passed on now.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// Whether the login phase is over: nothing will be changed any more, and nothing is kept back.
  [[nodiscard]] bool done() const { return done_; }
  /// What was kept back at the end of the stream.
  [[nodiscard]] std::string rest() { return std::exchange(kept_, {}); }

 private:
  std::string kept_;
  bool done_ = false;
};

}  // namespace poolprobe::wire
