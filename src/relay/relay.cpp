#include "relay/relay.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <thread>

#include "model/fatal.hpp"
#include "relay/relayed_connection.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

std::vector<stream_protocol::endpoint> addresses_of(relay_peer const& peer, asio::io_context& io) {
  if (peer.host.starts_with('/'))
    return {asio::local::stream_protocol::endpoint(fmt::format("{}/.s.PGSQL.{}", peer.host, peer.port))};
  error_code failed;
  std::vector<stream_protocol::endpoint> all;
  for (auto const& found : asio::ip::tcp::resolver(io).resolve(peer.host, peer.port, failed)) {
    all.emplace_back(found.endpoint());
  }
  if (failed)
    throw fatal{exit_code::no_connection,
                fmt::format("cannot find {} port {}: {}", peer.host, peer.port, failed.message())};
  return all;
}

}  // namespace

struct relay::state {
  state(relay_peer const& peer, relay_options options)
      : plan{addresses_of(peer, io), std::move(options)},
        listening(io, "127.0.0.1", plan.options.port, [this](stream_protocol::socket client) {
          std::make_shared<relayed_connection>(std::move(client), plan, ++accepted)->start();
        }) {
    thread = wire::start_thread([this] { io.run(); });
  }

  ~state() {
    io.stop();
    thread.join();
  }

  state(state&&) = delete;

  asio::io_context io{1};
  relay_plan plan;
  std::uint64_t accepted = 0;
  acceptor listening;
  std::thread thread;
};

relay_options at_distance(std::chrono::microseconds round_trip) {
  return {.to_server = round_trip / 2, .to_client = round_trip - round_trip / 2};
}

relay::relay(relay_peer const& peer, relay_options options)
    : state_(std::make_unique<state>(peer, std::move(options))) {}

relay::~relay() = default;
relay::relay(relay&&) noexcept = default;
relay& relay::operator=(relay&&) noexcept = default;

int relay::port() const { return state_->listening.port(); }

void relay::stall(std::chrono::microseconds duration) {
  auto& until = state_->plan.stalled_until;
  auto const wanted = std::chrono::steady_clock::now() + duration;
  for (auto now = until.load(); now < wanted && !until.compare_exchange_weak(now, wanted);) {
  }
}

}  // namespace poolprobe
