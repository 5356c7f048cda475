#include "relay/tracing_proxy.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <thread>

#include "relay/acceptor.hpp"
#include "relay/proxied_connection.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {

namespace asio = boost::asio;

struct tracing_proxy::state {
  state(wire::upstream_address to, proxy_options options, proxy_observer observer)
      : plan{std::move(to), std::move(options), std::move(observer)},
        listening(io, plan.options.address, plan.options.port, [this](stream_protocol::socket client) {
          std::make_shared<proxied_connection>(std::move(client), plan, ++accepted)->start();
        }) {
    thread = wire::start_thread([this] { serve(); });
  }

  /// Most messages are answered at once, and waking this thread takes several times as long as passing a
  /// message on. So it polls for a short time, and yields the processor to others while it does. Where at
  /// least as many servers are at work as there are processors, polling would slow them down; then this
  /// thread sleeps, and passes on everything that arrived meanwhile in one go.
  void serve() {
    std::size_t const processors = std::thread::hardware_concurrency();
    do {
      while (plan.awaited < processors && poll_for_a_while()) {
      }
      std::this_thread::yield();
    } while (io.run_one() > 0);
  }

  /// Passes on what arrives within 30 us; false when nothing did.
  bool poll_for_a_while() {
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

  proxy_plan plan;  // declared before `io`: the pending operations there hold connections, which refer to it
  asio::io_context io{1};
  std::uint64_t accepted = 0;
  acceptor listening;
  std::thread thread;
};

tracing_proxy::tracing_proxy(wire::upstream_address to, proxy_options options, proxy_observer observer)
    : state_(std::make_unique<state>(std::move(to), std::move(options), std::move(observer))) {}

tracing_proxy::~tracing_proxy() = default;

int tracing_proxy::port() const { return state_->listening.port(); }

}  // namespace poolprobe
