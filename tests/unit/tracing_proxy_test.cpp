// How the proxy of `poolprobe trace` treats clients before they have logged in. The server behind it never
// answers.
#include "relay/tracing_proxy.hpp"

#include <doctest/doctest.h>

#include "support/sockets.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::string_literals;

namespace {

auto const tls_request = "\0\0\0\x08\x04\xd2\x16\x2f"s;
auto const gss_request = "\0\0\0\x08\x04\xd2\x16\x30"s;
auto const startup = "\0\0\0\x12\0\3\0\0user\0app\0\0"s;

target target_at(int port) {
  target to;
  to.shown.host = "127.0.0.1";
  to.shown.port = std::to_string(port);
  to.parameters = {{"sslmode", "disable"}, {"user", "app"}, {"dbname", "app"}};
  return to;
}

/// A proxy in front of a listener.
struct proxied_listener {
  plain_listener server = {};
  tracing_proxy between{wire::upstream_address(target_at(server.port())),
                        {},
                        {.opened = [](auto, auto) {},
                         .passed = [](auto, auto, auto) {},
                         .unreachable = [](auto, auto const&) {},
                         .closed = [](auto) {}}};
};

}  // namespace

TEST_CASE("a client may ask for TLS and for GSS encryption before it logs in") {
  proxied_listener at;
  auto const client = connect_to(at.between.port());
  REQUIRE(client.say(gss_request));
  CHECK(client.receive(1).bytes == "N");
  REQUIRE(client.say(tls_request));
  CHECK(client.receive(1).bytes == "N");
  REQUIRE(client.say(startup));
  CHECK((at.server.accept().receive(startup.size()).bytes == startup));
}

TEST_CASE("a client that asks for encryption again and again is disconnected, and others are not affected") {
  proxied_listener at;
  auto const busy = connect_to(at.between.port());
  constexpr std::size_t many = 40'000;  // 320 KB
  std::string requests;
  while (requests.size() < many * tls_request.size()) requests += tls_request;
  (void)busy.say(requests);
  CHECK(busy.receive_to_the_end().bytes.size() <= 2);
  auto const other = connect_to(at.between.port());
  REQUIRE(other.say(startup));
  CHECK((at.server.accept().receive(startup.size()).bytes == startup));
}
