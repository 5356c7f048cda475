#pragma once

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <string>

namespace poolprobe {

/// TCP or Unix.
using stream_protocol = boost::asio::generic::stream_protocol;

/// Closed on exec: a copy in a child process would keep a connection open that has ended here.
void close_on_exec(int descriptor);

/// Switches off Nagle's algorithm, which would add a delay. A Unix socket has no such option.
void send_at_once(stream_protocol::socket&);

/// Listens on a TCP port, and passes on every connection, as long as it exists.
class acceptor {
 public:
  using handler = std::function<void(stream_protocol::socket)>;

  /// Port 0 is any that is free. Throws `fatal{usage}` when it cannot listen, for example because the port is
  /// in use.
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
