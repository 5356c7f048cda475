#pragma once

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "relay/acceptor.hpp"
#include "relay/tracing_proxy.hpp"
#include "wire/read_startup_packet.hpp"

namespace poolprobe {

class proxied_connection;

/// What all connections of one proxy share. It outlives them, and only the proxy's thread uses it.
struct proxy_plan {
  wire::upstream_address upstream_address;
  proxy_options options;
  proxy_observer observer;
  std::set<proxied_connection*> open = {};
  std::size_t awaited = 0;  ///< connections on which the server's answer is due: the client sent last
  std::array<char, 65536> buffer = {};  ///< the bytes that are being passed on
};

/// One client and its connection to the server. It lives as long as an asynchronous operation refers to it.
class proxied_connection : public std::enable_shared_from_this<proxied_connection> {
 public:
  proxied_connection(stream_protocol::socket client, proxy_plan&, std::uint64_t number);
  ~proxied_connection();
  proxied_connection(proxied_connection&&) = delete;

  void start();
  void close();
  /// Passes on what the client has sent up to now (its Terminate, for instance), and closes.
  void finish();

 private:
  using error_code = boost::system::error_code;

  /// One direction. What its receiver did not accept at once is `kept` until it does; nothing is read
  /// meanwhile.
  struct lane {
    poolprobe::heading heading;
    std::string kept = {};
    bool ended = false;
  };

  void read_startup_packets();
  /// Handles one packet of a client that logs in; true when another one must follow.
  [[nodiscard]] bool take(wire::startup_packet const&);
  void open(wire::startup_packet const&);
  void reach();
  void wait_for_upstream(short wanted);
  void fail(std::string const& why);
  void begin_passing();

  void pump(lane&);
  /// Passes on what one read returns; false when the lane must wait or has ended.
  [[nodiscard]] bool step(lane&);
  [[nodiscard]] bool pass_on(lane&, std::string_view bytes);
  void deliver(lane&);
  void end(lane&);
  void await_server(bool);
  void wait(bool at_client, short wanted, lane&);
  [[nodiscard]] wire::stream& source(lane const&);
  [[nodiscard]] wire::stream& sink(lane const&);

  proxy_plan& plan_;
  std::uint64_t number_;
  stream_protocol::socket client_socket_;
  boost::asio::posix::stream_descriptor server_socket_;
  boost::asio::steady_timer patience_;
  wire::stream client_;
  wire::stream server_;
  std::optional<wire::upstream_connection> upstream_;
  int encryption_requests_ = 0;
  std::string first_bytes_;  ///< what the client has sent so far, at last its startup packet
  wire::offer_filter filter_;
  lane to_server_{heading::to_server};
  lane to_client_{heading::to_client};
  bool opened_ = false;
  bool passing_ = false;
  bool closed_ = false;
  bool awaited_ = false;  ///< the client sent last, so the server's answer is due
};

}  // namespace poolprobe
