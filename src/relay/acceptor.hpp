#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

namespace poolprobe {

/// TCP or Unix.
using stream_protocol = boost::asio::generic::stream_protocol;

/// No child process inherits it: a copy there would keep a connection open that has ended here.
void close_on_exec(int descriptor);

/// Nagle's algorithm would add a delay that nobody asked for. A Unix socket knows no such option.
void send_at_once(stream_protocol::socket&);

/// Listens on a TCP port and hands out who comes, for as long as it lives.
class acceptor {
 public:
  using handler = std::function<void(stream_protocol::socket)>;

  /// Port 0 is any that is free. Throws `fatal{usage}` when it cannot listen, as where somebody else has the
  /// port.
  acceptor(boost::asio::io_context&, std::string const& address, int port, handler);
  acceptor(acceptor&&) = delete;

  [[nodiscard]] int port() const { return port_; }

 private:
  void accept();
  void accept_later();

  boost::asio::ip::tcp::acceptor listening_;
  stream_protocol::socket incoming_;
  boost::asio::steady_timer retry_;
  handler handler_;
  int port_;
};

}  // namespace poolprobe
