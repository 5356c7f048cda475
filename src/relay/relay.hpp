#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace poolprobe {

/// The server that a relay connects to, in libpq's terms: a `host` that begins with a slash is the folder of
/// a Unix socket, and `port` is then the end of its name (".s.PGSQL.5432").
struct relay_peer {
  std::string host;
  std::string port;
};

/// The direction of bytes through a relay.
enum class heading { to_server, to_client };

/// Called with all bytes that a relay receives, in order of arrival and before they are delayed. `connection`
/// counts from 1. Runs on the relay's thread; it must not throw.
using relay_observer = std::function<void(std::uint64_t connection, heading, std::string_view bytes)>;

struct relay_options {
  int port = 0;                            ///< to listen on; 0: any free port
  std::chrono::microseconds to_server{0};  ///< one-way delay from the client to the server
  std::chrono::microseconds to_client{0};  ///< one-way delay from the server to the client
  /// Memory for bytes in transit, for each connection and direction; above it nothing more is read from the
  /// sender. It bounds the throughput: no more than this in one one-way delay.
  std::size_t most_queued = std::size_t{16} << 20U;
  relay_observer observe = {};
};

/// Options for that round-trip time, half of it each way.
[[nodiscard]] relay_options at_distance(std::chrono::microseconds round_trip);

/// Forwards TCP connections from a port of 127.0.0.1 to a server, as if the server were far away.
///
/// The model: each byte arrives the delay of its direction after it was sent, in order, and any number of
/// bytes are in transit at once. A half-close is forwarded behind the bytes before it, and so is a reset,
/// which ends both sides of its connection and no other. Opening a connection takes a round trip: the
/// client's kernel reports it open at once, which no relay can prevent, so the first bytes are accepted one
/// round trip after that, and the server sees the connection when the last message of the client's handshake
/// would arrive. Not modelled: bandwidth and loss. A refused connection looks to the client like one that is
/// reset after it was opened.
class relay {
 public:
  /// Throws `fatal{no_connection}` when the name of the server cannot be resolved, and `fatal{usage}` when it
  /// cannot listen, for example because the port is in use. A server that refuses is not noticed here.
  explicit relay(relay_peer const&, relay_options = {});
  ~relay();  ///< ends all connections at once
  relay(relay&&) noexcept;
  relay& operator=(relay&&) noexcept;
  relay(relay const&) = delete;
  relay& operator=(relay const&) = delete;

  [[nodiscard]] int port() const;

  /// Forwards nothing for that long, starting now, on any connection; what arrives meanwhile is kept. Bytes
  /// that a kernel was given before this returns may still arrive.
  void stall(std::chrono::microseconds);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe
