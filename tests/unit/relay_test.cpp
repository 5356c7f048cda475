// What a relay passes on: bytes, ends and resets, each where and when it belongs.
#include <doctest/doctest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <future>
#include <mutex>
#include <optional>
#include <random>

#include "cli/scratch.hpp"
#include "model/fatal.hpp"
#include "unit/relayed.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

/// Bytes without a pattern, so that any that is lost, doubled or moved is noticed.
std::string random_bytes(std::size_t size, unsigned seed) {
  std::minstd_rand random(seed);
  std::string bytes(size, '\0');
  for (auto& each : bytes) each = static_cast<char>(random() >> 8U);
  return bytes;
}

/// Says it in pieces of very different sizes, then ends.
void say_in_pieces(plain_socket const& by, std::string_view bytes, unsigned seed) {
  std::minstd_rand random(seed);
  while (!bytes.empty()) {
    auto const most = random() % 4 == 0 ? 100'000U : 200U;
    auto const piece = bytes.substr(0, 1 + random() % most);
    REQUIRE(by.say(piece));
    bytes.remove_prefix(piece.size());
  }
  by.end_sending();
}

void exchange_megabytes(both_ends const& ends) {
  auto const question = random_bytes(3'000'000, 1);
  auto const answer = random_bytes(5'000'000, 2);
  auto const asking = std::async(std::launch::async, [&] { say_in_pieces(ends.client, question, 3); });
  auto const answering = std::async(std::launch::async, [&] { say_in_pieces(ends.server, answer, 4); });
  auto at_server = std::async(std::launch::async, [&] { return ends.server.receive_to_the_end(); });
  auto const at_client = ends.client.receive_to_the_end();
  CHECK(at_client.by == received::stop::end);
  CHECK((at_client.bytes == answer));
  auto const arrived = at_server.get();
  CHECK(arrived.by == received::stop::end);
  CHECK((arrived.bytes == question));
}

void check_works(both_ends const& ends) {
  CHECK(ends.client.say("ping"));
  CHECK(ends.server.receive(4).bytes == "ping");
  CHECK(ends.server.say("pong"));
  CHECK(ends.client.receive(4).bytes == "pong");
}

}  // namespace

TEST_CASE("megabytes arrive unharmed in both directions at once, however they are cut") {
  plain_listener const server;
  relay_options options;
  SUBCASE("without a delay") {}
  SUBCASE("with a delay") { options = at_distance(10ms); }
  SUBCASE("with hardly any memory") {
    options = at_distance(200us);
    options.most_queued = 4096;
  }
  relay const between(peer_at(server.port()), options);
  exchange_megabytes(connect_through(between, server));
}

TEST_CASE("a server on a Unix socket is reached by the folder of its socket") {
  scratch_folder const folder;
  plain_listener const server{std::filesystem::path(folder.path())};
  relay const between({folder.path(), "5432"}, at_distance(1ms));
  exchange_megabytes(connect_through(between, server));
}

TEST_CASE("a side that has ended sending can still receive") {
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(1ms));
  auto const ends = connect_through(between, server);
  auto const& [first, second] = std::tie(ends.client, ends.server);
  SUBCASE("the client ends first") {
    first.say("question");
    first.end_sending();
    CHECK(second.receive_to_the_end().bytes == "question");
    second.say("answer");
    CHECK(first.receive(6).bytes == "answer");
    second.end_sending();
    CHECK(first.receive_to_the_end().by == received::stop::end);
  }
  SUBCASE("the server ends first") {
    second.say("question");
    second.end_sending();
    CHECK(first.receive_to_the_end().bytes == "question");
    first.say("answer");
    CHECK(second.receive(6).bytes == "answer");
    first.end_sending();
    CHECK(second.receive_to_the_end().by == received::stop::end);
  }
}

TEST_CASE("a client that closes without a message is an orderly end for the server") {
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(1ms));
  (void)connect_to(between.port());
  CHECK(server.accept().receive_to_the_end().by == received::stop::end);
}

TEST_CASE("many connections at once do not mix") {
  constexpr std::size_t many = 60;
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(2ms));
  std::vector<plain_socket> clients;
  for (std::size_t i = 0; i < many; ++i) clients.push_back(connect_to(between.port()));
  for (std::size_t i = 0; i < many; ++i) CHECK(clients[i].say(random_bytes(50'000, unsigned(i))));
  std::vector<plain_socket> echoes;
  for (std::size_t i = 0; i < many; ++i) {
    auto const& echo = echoes.emplace_back(server.accept());
    CHECK(echo.say(echo.receive(50'000).bytes));
  }
  for (std::size_t i = 0; i < many; ++i) {
    CHECK((clients[i].receive(50'000).bytes == random_bytes(50'000, unsigned(i))));
  }
}

TEST_CASE("a reset reaches the other side as a reset, and nobody else") {
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(1ms));
  auto const bystander = connect_through(between, server);
  auto broken = connect_through(between, server);
  check_works(broken);
  SUBCASE("by the client") {
    broken.client.reset();
    CHECK(broken.server.receive_to_the_end().by == received::stop::reset);
  }
  SUBCASE("by the server") {
    broken.server.reset();
    CHECK(broken.client.receive_to_the_end().by == received::stop::reset);
  }
  SUBCASE("by a server that has already received the end") {
    broken.client.end_sending();
    CHECK(broken.server.receive_to_the_end().by == received::stop::end);
    broken.server.reset();
    CHECK(broken.client.receive_to_the_end().by == received::stop::reset);
  }
  SUBCASE("by a client that has ended sending, while the server sends") {
    broken.client.end_sending();
    CHECK(broken.server.receive_to_the_end().by == received::stop::end);
    broken.client.reset();
    broken.server.say("is anybody there?");
    CHECK(broken.server.breaks());
  }
  check_works(bystander);
  check_works(connect_through(between, server));
}

TEST_CASE("a reset reaches a client whose bytes the server never read") {
  plain_listener const server;
  relay_options options;
  options.most_queued = 100'000;
  relay const between(peer_at(server.port()), options);
  auto ends = connect_through(between, server);
  auto const flood = random_bytes(64'000'000, 1);
  REQUIRE(ends.client.say_what_goes(flood) < flood.size());
  ends.server.reset();
  CHECK(ends.client.receive_to_the_end().by == received::stop::reset);
}

TEST_CASE("what a server sends before it breaks off arrives, also while the client is sending") {
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(10ms));
  auto ends = connect_through(between, server);
  auto const question = random_bytes(20'000'000, 1);
  auto const asking = std::async(std::launch::async, [&] { return ends.client.say(question); });
  {
    auto const goes_unanswered = std::move(ends.server);
    REQUIRE(!goes_unanswered.receive().bytes.empty());
    REQUIRE(goes_unanswered.say("last words"));
  }
  CHECK(ends.client.receive(10).bytes == "last words");
  CHECK(ends.client.receive_to_the_end().by != received::stop::silence);
}

TEST_CASE("where no server listens, the client is reset, and may try again") {
  scratch_folder const folder;
  relay const between({folder.path(), "5432"});
  CHECK(connect_to(between.port()).receive().by == received::stop::reset);
  plain_listener const server{std::filesystem::path(folder.path())};
  check_works(connect_through(between, server));
}

TEST_CASE("a peer that has no address is refused with its name") {
  try {
    relay const between({"127.0.0.1", "no-such-service"});
    FAIL("was accepted");
  } catch (fatal const& refused) {
    CHECK(refused.code == exit_code::no_connection);
    CHECK(refused.message.find("127.0.0.1 port no-such-service") != std::string::npos);
  }
}

TEST_CASE("a port where somebody else listens is refused with its number") {
  plain_listener const server;
  auto const port = server.port();
  try {
    relay const between(peer_at(port), {.port = port});
    FAIL("was accepted");
  } catch (fatal const& refused) {
    CHECK(refused.code == exit_code::usage);
    CHECK(refused.message.find("127.0.0.1 port " + std::to_string(port)) != std::string::npos);
  }
}

TEST_CASE("a sender waits where the receiver does not listen, and nothing is lost by it") {
  plain_listener const server;
  relay_options options;
  options.most_queued = 100'000;
  relay const between(peer_at(server.port()), options);
  auto const ends = connect_through(between, server);
  auto const flood = random_bytes(64'000'000, 1);
  auto const went = ends.client.say_what_goes(flood);
  CHECK(went < flood.size());
  CHECK((ends.server.receive(went).bytes == flood.substr(0, went)));
  check_works(ends);
}

TEST_CASE("a relay that goes ends all its connections, whatever is on its way") {
  plain_listener const server;
  std::optional<relay> between(std::in_place, peer_at(server.port()));
  auto const port = between->port();
  auto const idle = connect_through(*between, server);
  auto const busy = connect_through(*between, server);
  between->stall(1h);
  CHECK(busy.client.say(random_bytes(100'000, 1)));
  auto const half_open = connect_to(port);
  between.reset();
  for (auto const* each : {&idle, &busy}) {
    CHECK(each->client.receive_to_the_end().by != received::stop::silence);
    CHECK(each->server.receive_to_the_end().by != received::stop::silence);
  }
  CHECK(half_open.receive_to_the_end().by != received::stop::silence);
}

TEST_CASE("an observer gets everything in order, by connection and heading") {
  using entry = std::tuple<std::uint64_t, heading, std::string>;
  std::mutex guard;
  std::vector<entry> seen;
  relay_options options;
  options.observe = [&](std::uint64_t connection, heading way, std::string_view bytes) {
    std::lock_guard const lock(guard);
    seen.emplace_back(connection, way, bytes);
  };
  plain_listener const server;
  relay const between(peer_at(server.port()), options);
  auto const first = connect_through(between, server);
  auto const second = connect_through(between, server);
  check_works(second);
  check_works(first);
  std::lock_guard const lock(guard);
  CHECK((seen == std::vector<entry>{{2, heading::to_server, "ping"},
                                    {2, heading::to_client, "pong"},
                                    {1, heading::to_server, "ping"},
                                    {1, heading::to_client, "pong"}}));
}

TEST_CASE("a child process does not keep the connections of a relay open") {
  plain_listener const server;
  std::optional<relay> between(std::in_place, peer_at(server.port()));
  auto const ends = connect_through(*between, server);
  check_works(ends);
  std::string name = "sleep";
  std::string seconds = "100";
  std::array<char*, 3> arguments{name.data(), seconds.data(), nullptr};
  pid_t child = -1;
  REQUIRE(posix_spawnp(&child, "sleep", nullptr, nullptr, arguments.data(), environ) == 0);
  between.reset();
  CHECK(ends.client.receive_to_the_end().by == received::stop::end);
  CHECK(ends.server.receive_to_the_end().by == received::stop::end);
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}
