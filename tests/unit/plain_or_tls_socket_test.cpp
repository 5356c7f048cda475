// What travels over TLS on sockets that libpq did not open: the server's name, as libpq sends it, and a
// cancel request, which nobody may read on the way.
#include "wire/plain_or_tls_socket.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "connection_text/find_target.hpp"
#include "support/tls_server.hpp"
#include "wire/raw_startup.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::string_literals;

namespace {

wire::deadline soon() { return wire::clock::now() + std::chrono::seconds(5); }

wire::connection open(tls_server const& at, std::string const& host, std::string const& more = {}) {
  auto const url =
      fmt::format("postgresql://app@{}:{}/app?sslmode=require&hostaddr=127.0.0.1{}", host, at.port(), more);
  auto opened = wire::connection::open(parse_target(url, "test"), soon());
  REQUIRE(std::holds_alternative<wire::connection>(opened));
  return std::get<wire::connection>(std::move(opened));
}

/// The names that libpq and then our own startup exchange ask for.
std::vector<std::string> names_asked_for(std::string const& host, std::string const& more = {}) {
  tls_server const server;
  auto const line = open(server, host, more);
  auto const answer = wire::exchange_startup(line.facts(), "app", "app", {}, soon());
  CHECK(answer.how == wire::startup_reply::kind::logged_in);
  std::vector<std::string> names;
  for (auto const& call : server.calls()) {
    CHECK(call.encrypted);
    names.push_back(call.server_name);
  }
  return names;
}

std::string cancel_request() { return "\0\0\0\x10\x04\xd2\x16\x2e\0\0\x10\x92"s + tls_server::key(); }

/// Both calls of who logs in and cancels.
void check_cancelled_over_tls(tls_server const& server, std::size_t number, std::string const& name) {
  auto const calls = server.calls();
  REQUIRE(calls.size() == number + 1);
  CHECK(calls.back().encrypted);
  CHECK(calls.back().server_name == name);
  CHECK((calls.back().first == cancel_request()));
}

}  // namespace

TEST_CASE("the server's name is sent as libpq sends it") {
  using names = std::vector<std::string>;
  CHECK(names_asked_for("localhost") == names{"localhost", "localhost"});
  CHECK(names_asked_for("pool-1.example") == names{"pool-1.example", "pool-1.example"});
  CHECK(names_asked_for("localhost", "&sslsni=0") == names{"", ""});
  CHECK(names_asked_for("127.0.0.1") == names{"", ""});
}

TEST_CASE("where the session has TLS, a cancel request goes over TLS, with the key of that session") {
  tls_server const server;
  auto const line = open(server, "localhost");
  CHECK(line.facts().key_pid == tls_server::key_pid);
  CHECK(line.cancel(soon()) == wire::connection::cancelled::sent);
  check_cancelled_over_tls(server, 1, "localhost");
}

TEST_CASE("a session that libpq did not open can be cancelled as well") {
  tls_server const server;
  auto const line = open(server, "localhost");
  auto const own = wire::log_in(line.facts(), "app", "app", {}, soon());
  REQUIRE(own.opened);
  CHECK(own.opened->cancel(soon()) == wire::connection::cancelled::sent);
  check_cancelled_over_tls(server, 2, "localhost");
}

TEST_CASE("the key is not sent to a server with another certificate") {
  tls_server const server;
  auto line = open(server, "localhost");
  auto facts = line.facts();
  facts.certificate = std::string(32, 'x');
  auto const own = wire::connection::adopt(nullptr, facts, {});
  CHECK(own.cancel(soon()) == wire::connection::cancelled::failed);
  for (auto const& call : server.calls()) CHECK((call.first != cancel_request()));
}
