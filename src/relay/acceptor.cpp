#include "relay/acceptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <boost/asio/io_context.hpp>

#include "model/fatal.hpp"

namespace poolprobe {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

asio::ip::tcp::acceptor listen_on(std::string const& address, int port, asio::io_context& io) try {
  asio::ip::tcp::acceptor listening(io, {asio::ip::make_address(address), static_cast<std::uint16_t>(port)});
  close_on_exec(listening.native_handle());
  return listening;
} catch (boost::system::system_error const& error) {
  throw fatal{exit_code::usage,
              fmt::format("cannot listen on {} port {}: {}", address, port, error.code().message())};
}

}  // namespace

void close_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

void send_at_once(stream_protocol::socket& socket) {
  error_code ignored;
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
}

acceptor::acceptor(asio::io_context& io, std::string const& address, int port, handler taker)
    : listening_(listen_on(address, port, io)),
      incoming_(io),
      retry_(io),
      handler_(std::move(taker)),
      port_(listening_.local_endpoint().port()) {
  accept();
}

void acceptor::accept() {
  listening_.async_accept(incoming_, [this](error_code error) {
    if (error == asio::error::operation_aborted) return;
    if (error) return accept_later();
    close_on_exec(incoming_.native_handle());
    send_at_once(incoming_);
    handler_(std::move(incoming_));
    accept();
  });
}

/// Waits before the next attempt where the process has no descriptor left, as it would fail at once.
void acceptor::accept_later() {
  retry_.expires_after(std::chrono::milliseconds(20));
  retry_.async_wait([this](error_code error) {
    if (!error) accept();
  });
}

}  // namespace poolprobe
