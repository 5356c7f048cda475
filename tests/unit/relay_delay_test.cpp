// How long a relay makes everything take: never less than it was told to.
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "unit/relayed.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

class stopwatch {
 public:
  [[nodiscard]] std::chrono::steady_clock::duration elapsed() const {
    return std::chrono::steady_clock::now() - start_;
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void answer_once(both_ends const& ends) {
  ends.client.say("ping");
  CHECK(ends.server.receive(4).bytes == "ping");
  ends.server.say("pong");
  CHECK(ends.client.receive(4).bytes == "pong");
}

}  // namespace

TEST_CASE("an answer takes a round trip, and the first one of a connection two") {
  plain_listener const server;
  relay const between(peer_at(server.port()), at_distance(30ms));
  stopwatch const opened;
  auto const ends = connect_through(between, server);
  answer_once(ends);
  CHECK(opened.elapsed() >= 60ms);
  for (int i = 0; i < 3; ++i) {
    stopwatch const asked;
    answer_once(ends);
    CHECK(asked.elapsed() >= 30ms);
  }
}

TEST_CASE("the server sees a connection when the handshake would be over") {
  plain_listener const server;
  relay const between(peer_at(server.port()), {.to_server = 30ms, .to_client = 10ms});
  stopwatch const opened;
  auto const ends = connect_through(between, server);
  CHECK(opened.elapsed() >= 70ms);
}

TEST_CASE("each heading has its own delay, also for the end of sending") {
  plain_listener const server;
  SUBCASE("to the server") {
    relay const between(peer_at(server.port()), {.to_server = 40ms});
    auto const ends = connect_through(between, server);
    stopwatch const said;
    ends.client.say("ping");
    CHECK(ends.server.receive(4).bytes == "ping");
    CHECK(said.elapsed() >= 40ms);
    stopwatch const ended;
    ends.client.end_sending();
    CHECK(ends.server.receive().by == received::stop::end);
    CHECK(ended.elapsed() >= 40ms);
  }
  SUBCASE("to the client") {
    relay const between(peer_at(server.port()), {.to_client = 40ms});
    auto const ends = connect_through(between, server);
    stopwatch const said;
    ends.server.say("pong");
    CHECK(ends.client.receive(4).bytes == "pong");
    CHECK(said.elapsed() >= 40ms);
    stopwatch const ended;
    ends.server.end_sending();
    CHECK(ends.client.receive().by == received::stop::end);
    CHECK(ended.elapsed() >= 40ms);
  }
}

TEST_CASE("bytes are taken in while earlier ones are on their way") {
  std::atomic<int> taken_in = 0;
  relay_options options;
  options.observe = [&](auto&&...) { ++taken_in; };
  plain_listener const server;
  relay between(peer_at(server.port()), options);
  auto const ends = connect_through(between, server);
  between.stall(1h);
  for (int i = 0; i < 20; ++i) {
    REQUIRE(ends.client.say("x"));
    stopwatch const waiting;
    while (taken_in == i && waiting.elapsed() < 30s) std::this_thread::sleep_for(1ms);
    REQUIRE(taken_in == i + 1);
  }
}

TEST_CASE("nothing passes during a stall, and everything after it") {
  plain_listener const server;
  relay between(peer_at(server.port()));
  auto const ends = connect_through(between, server);
  answer_once(ends);
  stopwatch const stalled;
  between.stall(50ms);
  ends.client.say("to the server");
  ends.server.say("to the client");
  CHECK(ends.server.receive(13).bytes == "to the server");
  CHECK(stalled.elapsed() >= 50ms);
  CHECK(ends.client.receive(13).bytes == "to the client");
  answer_once(ends);
}

TEST_CASE("a stall holds back what is on its way already") {
  std::atomic<int> taken_in = 0;
  auto options = at_distance(60ms);
  options.observe = [&](auto&&...) { ++taken_in; };
  plain_listener const server;
  relay between(peer_at(server.port()), options);
  auto const ends = connect_through(between, server);
  for (auto in_time = false; !in_time;) {
    auto const before = taken_in.load();
    stopwatch const said;
    ends.client.say("ping");
    while (taken_in == before) std::this_thread::sleep_for(1ms);
    stopwatch const stalled;
    between.stall(100ms);
    in_time = said.elapsed() < 30ms;  // else it may have arrived before the stall
    CHECK(ends.server.receive(4).bytes == "ping");
    if (in_time) CHECK(stalled.elapsed() >= 100ms);
  }
}

TEST_CASE("a short stall does not end a long one") {
  plain_listener const server;
  relay between(peer_at(server.port()));
  auto const ends = connect_through(between, server);
  stopwatch const stalled;
  between.stall(50ms);
  between.stall(1ms);
  ends.client.say("ping");
  CHECK(ends.server.receive(4).bytes == "ping");
  CHECK(stalled.elapsed() >= 50ms);
}
