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

/// Told what goes through a tap, in the order of it and after it has been passed on; on the tap's thread.
/// `connection` counts from 1. None may throw.
struct tap_observer {
  /// A client has sent its startup packet, or a CancelRequest.
  std::function<void(std::uint64_t connection, std::string_view packet)> opened;
  /// What follows, as its receiver gets it.
  std::function<void(std::uint64_t connection, heading, std::string_view bytes)> passed;
  /// There is no way to the server; `why` holds no password.
  std::function<void(std::uint64_t connection, std::string const& why)> unreachable;
  /// It is over; of a connection that never sent a packet there is no word.
  std::function<void(std::uint64_t connection)> closed;
};

struct tap_options {
  std::string address = "127.0.0.1";         ///< to listen on
  int port = 0;                              ///< 0: any that is free
  std::chrono::milliseconds patience{5000};  ///< how long connecting to the server may take, with TLS
};

/// Stands between PostgreSQL clients and a server, and listens. Clients speak in clear text: their wish for
/// encryption is declined, and of the server's SASL mechanisms those are left out that are bound to TLS. The
/// way to the server is libpq's, with TLS as the target asks for it. Everything else is passed on byte for
/// byte: logins, COPY, CancelRequests, also what is no protocol that we know.
///
/// A client or a server that breaks ends its own connection and no other. Bytes are passed on before they are
/// looked at, and kept only while their receiver takes no more.
class tap {
 public:
  /// Throws `fatal{usage}` when it cannot listen.
  tap(wire::upstream_address to, tap_options, tap_observer);
  ~tap();  ///< ends all connections; what clients have said before is still passed on
  tap(tap&&) = delete;

  [[nodiscard]] int port() const;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe
