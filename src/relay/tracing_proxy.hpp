#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "relay/relay.hpp"
#include "wire/upstream_connection.hpp"

namespace poolprobe {

/// Functions that are called for what goes through the proxy: in order, after it has been passed on, on the
/// proxy's thread. `connection` counts from 1. None may throw.
struct proxy_observer {
  /// A client has sent its startup packet, or a CancelRequest.
  std::function<void(std::uint64_t connection, std::string_view packet)> opened;
  /// Bytes after the startup packet, as their receiver gets them.
  std::function<void(std::uint64_t connection, heading, std::string_view bytes)> passed;
  /// The server could not be reached; `why` holds no password.
  std::function<void(std::uint64_t connection, std::string const& why)> unreachable;
  /// The connection has ended. Not called for one that never sent a startup packet.
  std::function<void(std::uint64_t connection)> closed;
};

struct proxy_options {
  std::string address = "127.0.0.1";         ///< to listen on
  int port = 0;                              ///< 0: any that is free
  std::chrono::milliseconds patience{5000};  ///< how long connecting to the server may take, with TLS
};

/// A proxy between PostgreSQL clients and a server that reports the traffic to an observer (`poolprobe
/// trace`). Clients use clear text: a request for encryption is declined, and SASL mechanisms that are bound
/// to TLS are removed from what the server offers. libpq opens the connection to the server, with TLS as the
/// target asks for it. Everything else is passed on byte for byte: logins, COPY, CancelRequests, and bytes
/// that are not PostgreSQL's protocol.
///
/// A client or server that fails ends its own connection and no other. Bytes are passed on before they are
/// parsed, and buffered only while their receiver accepts no more.
class tracing_proxy {
 public:
  /// Throws `fatal{usage}` when it cannot listen.
  tracing_proxy(wire::upstream_address to, proxy_options, proxy_observer);
  ~tracing_proxy();  ///< ends all connections; what clients have already sent is still passed on
  tracing_proxy(tracing_proxy&&) = delete;

  [[nodiscard]] int port() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe
