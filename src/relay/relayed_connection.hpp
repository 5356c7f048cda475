#pragma once

#include <array>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "relay/acceptor.hpp"
#include "relay/relay.hpp"

namespace poolprobe {

/// State that all connections of one relay share; outlives them.
struct relay_plan {
  std::vector<stream_protocol::endpoint> peers;  ///< addresses of the server; the first that accepts is used
  relay_options options;
  std::atomic<std::chrono::steady_clock::time_point> stalled_until{};
};

/// One client and its connection to the server. Its pending operations keep it alive, all of them on the
/// relay's thread; after the last one it is destroyed, and its sockets with it.
class relayed_connection : public std::enable_shared_from_this<relayed_connection> {
 public:
  relayed_connection(stream_protocol::socket client, relay_plan const&, std::uint64_t number);
  void start();

 private:
  using clock = std::chrono::steady_clock;
  using error_code = boost::system::error_code;

  struct end {
    stream_protocol::socket socket;
    bool broken = false;  ///< a write has failed: the peer has reset the connection
  };

  enum class item_kind { bytes, end_of_sending, reset };

  struct item {
    clock::time_point due;
    item_kind kind;
    std::string bytes;
  };

  /// One direction: from the socket of one end through the queue to the socket of the other.
  struct lane {
    poolprobe::heading heading;
    end& from;
    end& to;
    boost::asio::steady_timer timer;
    clock::duration delay;
    std::array<char, 65536> buffer{};
    std::deque<item> queue{};
    std::size_t queued = 0;  ///< memory of `queue` in bytes
    bool reading = false;
    bool read_to_end = false;
    bool writing = false;  ///< a write is in progress, or waits until the first item is due
  };

  [[nodiscard]] lane& opposite(lane const&);
  void connect(std::size_t which);
  void read(lane&);
  void enqueue(lane&, item_kind, std::string bytes = {});
  void deliver(lane&);
  void wait_until(clock::time_point, lane&);
  void write(lane&);
  void lose_receiver(lane&);
  void end_sending(lane&);
  void reset();

  relay_plan const& plan_;
  std::uint64_t number_;
  end client_;
  end server_;
  lane to_server_;
  lane to_client_;
  bool server_reached_ = false;
  bool closed_ = false;
};

}  // namespace poolprobe
