#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "conninfo/target.hpp"
#include "relay/relay.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {

/// A target as if it were farther away: a relay on the loopback delays all bytes. TLS and login are
/// unchanged.
class delayed_target {
 public:
  /// `facts`, of a connection to the target, tell which of several hosts it is. With a delay of 0 there is no
  /// relay. Throws like `relay`.
  delayed_target(target const& to, wire::login_facts const& facts, std::chrono::microseconds round_trip);
  [[nodiscard]] target const& where() const { return where_; }

 private:
  target where_;
  std::unique_ptr<relay> between_;
};

/// Opens a connection. Throws `fatal{no_connection}`.
[[nodiscard]] wire::connection connect(target const&, std::chrono::milliseconds patience);

/// The median round-trip time of an empty exchange on an idle connection, in milliseconds. Throws like
/// `connect`.
[[nodiscard]] double idle_round_trip_ms(target const&, std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
