#include "relay/relay.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <thread>

#include "model/fatal.hpp"
#include "relay/relayed_connection.hpp"

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

asio::ip::tcp::acceptor listen_on_loopback(int port, asio::io_context& io) try {
  asio::ip::tcp::acceptor listening(io, {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)});
  close_on_exec(listening.native_handle());
  return listening;
} catch (boost::system::system_error const& error) {
  throw fatal{exit_code::usage,
              fmt::format("cannot listen on 127.0.0.1 port {}: {}", port, error.code().message())};
}

}  // namespace

struct relay::state {
  state(relay_peer const& peer, relay_options options)
      : plan{addresses_of(peer, io), std::move(options)},
        listening(listen_on_loopback(plan.options.port, io)),
        port(listening.local_endpoint().port()) {
    accept();
    thread = std::thread([this] { io.run(); });
  }

  ~state() {
    io.stop();
    thread.join();
  }

  state(state&&) = delete;

  void accept() {
    listening.async_accept(incoming, [this](error_code error) {
      if (error) return accept_later();
      close_on_exec(incoming.native_handle());
      std::make_shared<relayed_connection>(std::move(incoming), plan, ++accepted)->start();
      accept();
    });
  }

  /// Where the process has no descriptor left, the next attempt would fail as soon.
  void accept_later() {
    retry.expires_after(std::chrono::milliseconds(20));
    retry.async_wait([this](error_code) { accept(); });
  }

  asio::io_context io{1};
  relay_plan plan;
  asio::ip::tcp::acceptor listening;
  stream_protocol::socket incoming{io};
  asio::steady_timer retry{io};
  std::uint64_t accepted = 0;
  int port;
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

int relay::port() const { return state_->port; }

void relay::stall(std::chrono::microseconds duration) {
  auto& until = state_->plan.stalled_until;
  auto const wanted = std::chrono::steady_clock::now() + duration;
  for (auto now = until.load(); now < wanted && !until.compare_exchange_weak(now, wanted);) {
  }
}

}  // namespace poolprobe
