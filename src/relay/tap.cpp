#include "relay/tap.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

#include "relay/acceptor.hpp"
#include "relay/tapped_connection.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {

namespace asio = boost::asio;

struct tap::state {
  state(wire::upstream_address to, tap_options options, tap_observer observer)
      : plan{std::move(to), std::move(options), std::move(observer)},
        listening(io, plan.options.address, plan.options.port, [this](stream_protocol::socket client) {
          std::make_shared<tapped_connection>(std::move(client), plan, ++accepted)->start();
        }) {
    thread = wire::start_thread([this] { serve(); });
  }

  /// What was passed on is mostly answered at once, and to be woken up takes several times as long as to pass
  /// a message on. So a short watch is kept, which lets everybody else have the processor first. But where as
  /// many servers are at work as there are processors, it would take time from them that nobody gets back;
  /// there they go first, and what they have to say meanwhile is passed on in one go.
  void serve() {
    std::size_t const processors = std::thread::hardware_concurrency();
    do {
      while (plan.awaited < processors && keep_watch()) {
      }
      std::this_thread::yield();
    } while (io.run_one() > 0);
  }

  /// Passes on what there is; false when nothing came for a while.
  bool keep_watch() {
    using clock = std::chrono::steady_clock;
    constexpr auto watch = std::chrono::microseconds(30);
    for (auto const begun = clock::now(); !io.stopped() && clock::now() - begun < watch;) {
      if (io.poll() > 0) return true;
      std::this_thread::yield();
    }
    return false;
  }

  ~state() {
    asio::post(io, [this] {
      for (auto const& each : std::set(plan.open)) each->finish();
      io.stop();
    });
    thread.join();
  }

  state(state&&) = delete;

  tap_plan plan;  // before the operations that hold the connections, which know it to their end
  asio::io_context io{1};
  std::uint64_t accepted = 0;
  acceptor listening;
  std::thread thread;
};

tap::tap(wire::upstream_address to, tap_options options, tap_observer observer)
    : state_(std::make_unique<state>(std::move(to), std::move(options), std::move(observer))) {}

tap::~tap() = default;

int tap::port() const { return state_->listening.port(); }

}  // namespace poolprobe
