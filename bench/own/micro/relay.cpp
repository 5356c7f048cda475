// Bytes between a client and a server on the loopback: directly, through a relay, and through the proxy of
// `poolprobe trace`. The difference is what a relay or proxy adds: it has a thread of its own, while both
// ends share one.
#include "relay/relay.hpp"

#include <functional>
#include <memory>
#include <stdexcept>

#include "bench/own/micro/talk.hpp"
#include "connection_text/find_target.hpp"
#include "relay/tracing_proxy.hpp"
#include "support/sockets.hpp"

namespace poolprobe::bench {
namespace {

using testing::plain_socket;

/// A connection with both ends in this process.
struct connection {
  testing::plain_listener listening = {};
  std::unique_ptr<relay> relayed = {};
  std::unique_ptr<tracing_proxy> proxy = {};
  std::optional<plain_socket> client = {};
  std::optional<plain_socket> server = {};
};

void say(plain_socket const& from, plain_socket const& to, std::string const& bytes) {
  if (!from.say(bytes) || to.receive(bytes.size()).bytes != bytes)
    throw std::runtime_error("bytes were lost");
}

using route = std::function<void(connection&)>;

void directly(connection& c) {
  c.client.emplace(testing::connect_to(c.listening.port()));
  c.server.emplace(c.listening.accept());
}

void through_relay(connection& c) {
  c.relayed = std::make_unique<relay>(relay_peer{"127.0.0.1", std::to_string(c.listening.port())});
  c.client.emplace(testing::connect_to(c.relayed->port()));
  c.server.emplace(c.listening.accept());
}

/// The proxy follows the login, so both ends must log in as PostgreSQL does.
void through_proxy(connection& c) {
  auto const url =
      "postgresql://app@127.0.0.1:" + std::to_string(c.listening.port()) + "/app?sslmode=disable";
  proxy_observer const ignore_all{.opened = [](auto, auto) {},
                                  .passed = [](auto, auto, auto) {},
                                  .unreachable = [](auto, auto const&) {},
                                  .closed = [](auto) {}};
  c.proxy = std::make_unique<tracing_proxy>(wire::upstream_address(parse_target(url, "micro")),
                                            proxy_options{}, ignore_all);
  c.client.emplace(testing::connect_to(c.proxy->port()));
  auto const startup = wire::encode_startup(3 << 16, {{"user", "app"}, {"database", "app"}});
  if (!c.client->say(startup)) throw std::runtime_error("the proxy takes nothing");
  c.server.emplace(c.listening.accept());
  if (c.server->receive(startup.size()).bytes != startup)
    throw std::runtime_error("the proxy has changed bytes");
  say(*c.server, *c.client, wire::framed('R', std::string(4, '\0')) + wire::framed('Z', "I"));
}

/// One query and its answer.
void ping_pong(benchmark::State& state, route const& connect) {
  connection c;
  connect(c);
  auto const asked = encoded(requests("P() B D(P) E S"));
  auto const answered = answers(1);
  for (auto _ : state) {
    say(*c.client, *c.server, asked);
    say(*c.server, *c.client, answered);
  }
  count(state, 1, asked.size() + answered.size());
}

/// A long answer, sent at once.
void throughput(benchmark::State& state, route const& connect) {
  connection c;
  connect(c);
  std::string const bytes(std::size_t(state.range(0)), 'x');
  for (auto _ : state) say(*c.server, *c.client, bytes);
  count(state, 1, bytes.size());
}

BENCHMARK_CAPTURE(ping_pong, directly, directly)->UseRealTime();
BENCHMARK_CAPTURE(ping_pong, through_relay, through_relay)->UseRealTime();
BENCHMARK_CAPTURE(ping_pong, through_proxy, through_proxy)->UseRealTime();
BENCHMARK_CAPTURE(throughput, directly, directly)->Arg(1 << 15)->UseRealTime();
BENCHMARK_CAPTURE(throughput, through_relay, through_relay)->Arg(1 << 15)->Arg(1 << 20)->UseRealTime();
BENCHMARK_CAPTURE(throughput, through_proxy, through_proxy)->Arg(1 << 15)->UseRealTime();

}  // namespace
}  // namespace poolprobe::bench
