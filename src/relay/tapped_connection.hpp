#pragma once

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "relay/acceptor.hpp"
#include "relay/tap.hpp"
#include "wire/startup_packet.hpp"

namespace poolprobe {

class tapped_connection;

/// What all connections of one tap share, on its one thread; outlives them.
struct tap_plan {
  wire::upstream_address upstream_address;
  tap_options options;
  tap_observer observer;
  std::set<tapped_connection*> open = {};
  std::size_t awaited = 0;              ///< connections whose client has spoken last
  std::array<char, 65536> buffer = {};  ///< what is being passed on just now
};

/// One client and its connection to the server. The operations under way keep it alive.
class tapped_connection : public std::enable_shared_from_this<tapped_connection> {
 public:
  tapped_connection(stream_protocol::socket client, tap_plan&, std::uint64_t number);
  ~tapped_connection();
  tapped_connection(tapped_connection&&) = delete;

  void start();
  void close();
  /// Passes on what the client has said up to now, as its goodbye, and closes.
  void finish();

 private:
  using error_code = boost::system::error_code;

  /// One heading. What its receiver did not take at once is `kept` until it does; nothing is read meanwhile.
  struct lane {
    poolprobe::heading heading;
    std::string kept = {};
    bool ended = false;
  };

  void read_startup_packets();
  /// Takes one packet of a client that logs in; whether another one is to come.
  [[nodiscard]] bool take(wire::startup_packet const&);
  void open(wire::startup_packet const&);
  void reach();
  void wait_for_upstream(short wanted);
  void give_up(std::string const& why);
  void begin_passing();

  void pump(lane&);
  /// Passes one piece on; false where the lane must wait, or is over.
  [[nodiscard]] bool step(lane&);
  [[nodiscard]] bool pass_on(lane&, std::string_view bytes);
  void deliver(lane&);
  void end(lane&);
  void await_server(bool);
  void wait(bool at_client, short wanted, lane&);
  [[nodiscard]] wire::stream& source(lane const&);
  [[nodiscard]] wire::stream& sink(lane const&);

  tap_plan& plan_;
  std::uint64_t number_;
  stream_protocol::socket client_socket_;
  boost::asio::posix::stream_descriptor server_socket_;
  boost::asio::steady_timer patience_;
  wire::stream client_;
  wire::stream server_;
  std::optional<wire::upstream_connection> upstream_;
  int encryption_requests_ = 0;
  std::string first_bytes_;  ///< what the client has said so far, and later its first packet
  wire::offer_filter filter_;
  lane to_server_{heading::to_server};
  lane to_client_{heading::to_client};
  bool opened_ = false;
  bool passing_ = false;
  bool closed_ = false;
  bool awaited_ = false;  ///< the client has spoken last
};

}  // namespace poolprobe
