#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What both sides say before a session begins, for a program that stands between them (PostgreSQL
/// documentation, "Message Flow", sections Start-up, SSL Session Encryption, Canceling Requests).
namespace poolprobe::wire {

/// The packet at the beginning of what a client says: it has a length and a code, but no type letter.
struct startup_packet {
  enum class kind {
    incomplete,          ///< more bytes are needed
    encryption_request,  ///< SSLRequest or GSSENCRequest
    cancel,              ///< CancelRequest
    startup,
    unreadable,  ///< longer than any server takes, or no such packet
  };
  kind what = kind::incomplete;
  std::size_t size = 0;  ///< of the whole packet, in bytes; 0 where it is incomplete or unreadable
};

/// PostgreSQL takes no longer one (MAX_STARTUP_PACKET_LENGTH in libpq/pqcomm.h).
constexpr std::size_t longest_startup_packet = 10'000;

[[nodiscard]] startup_packet read_startup_packet(std::string_view bytes);

/// Names and values of a whole startup packet, in its order; what is malformed ends the list.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> read_startup(std::string_view packet);

/// Takes those SASL mechanisms out of a server's offer that are bound to its TLS session (SCRAM-SHA-256-PLUS,
/// RFC 5802): a client that is not in that session would fail at them. All else goes through as it is.
class offer_filter {
 public:
  /// The bytes that may be passed on now.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// Whether nothing will be changed any more; all has been passed on then.
  [[nodiscard]] bool done() const { return done_; }
  /// What was kept back at the end of the stream.
  [[nodiscard]] std::string rest() { return std::exchange(kept_, {}); }

 private:
  std::string kept_;
  bool done_ = false;
};

}  // namespace poolprobe::wire
