#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace poolprobe {

/// Where a relay passes connections on to, as libpq has it: a `host` that begins with a slash is the folder
/// of a Unix socket, and `port` then the end of its name (".s.PGSQL.5432").
struct relay_peer {
  std::string host;
  std::string port;
};

/// Which way bytes go through a relay.
enum class heading { to_server, to_client };

/// Told of all bytes that a relay takes in, in the order of their arrival and before they are delayed.
/// `connection` counts from 1. Called on the relay's thread; it must not throw.
using relay_observer = std::function<void(std::uint64_t connection, heading, std::string_view bytes)>;

struct relay_options {
  int port = 0;                            ///< to listen on; 0: any that is free
  std::chrono::microseconds to_server{0};  ///< how long bytes take from the client to the server
  std::chrono::microseconds to_client{0};  ///< and back
  /// Memory for bytes on their way, for each connection and heading; above it the sender is not read from.
  /// It bounds the throughput: no more than this much in the time that a byte takes.
  std::size_t most_queued = std::size_t{16} << 20U;
  relay_observer observe = {};
};

/// Options of a server that is so far away, half of it each way.
[[nodiscard]] relay_options at_distance(std::chrono::microseconds round_trip);

/// Passes TCP connections to a port of 127.0.0.1 on to a server, as if the server were far away.
///
/// What is modelled: each byte arrives its heading's time after it was sent, in order, and any number of
/// bytes are on their way at once. An end of sending is passed on behind the bytes before it, and so is a
/// reset, which ends both sides of its connection and no other. Opening a connection takes a round trip: the
/// client's kernel calls it open at once, which no relay can prevent, so the first bytes are taken one round
/// trip after that, and the server sees the connection when the client's last message of the handshake would
/// arrive. What is not: a refused connection looks to the client like one that is reset after it was opened;
/// bandwidth and loss.
class relay {
 public:
  /// Throws `fatal{no_connection}` when the name of the peer is not known, and `fatal{usage}` when it cannot
  /// listen, as where somebody else has the port. A peer that refuses is not noticed here.
  explicit relay(relay_peer const&, relay_options = {});
  ~relay();  ///< ends all connections at once
  relay(relay&&) noexcept;
  relay& operator=(relay&&) noexcept;
  relay(relay const&) = delete;
  relay& operator=(relay const&) = delete;

  [[nodiscard]] int port() const;

  /// From now on for so long nothing is passed on, on any connection; what comes in is kept. What a kernel
  /// had been given before this returns may still arrive.
  void stall(std::chrono::microseconds);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe
