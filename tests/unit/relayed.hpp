#pragma once

#include "relay/relay.hpp"
#include "support/sockets.hpp"

/// A relay between two sockets of the test.
namespace poolprobe::testing {

[[nodiscard]] inline relay_peer peer_at(int port) { return {"127.0.0.1", std::to_string(port)}; }

/// A connection through a relay; the test is both client and server.
struct both_ends {
  plain_socket client;
  plain_socket server;
};

[[nodiscard]] inline both_ends connect_through(relay const& between, plain_listener const& listening) {
  auto client = connect_to(between.port());
  return {std::move(client), listening.accept()};
}

}  // namespace poolprobe::testing
