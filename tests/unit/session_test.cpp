#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>

#include "unit/bytes.hpp"
#include "wire/session.hpp"

using namespace poolprobe::wire;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

/// Two ends of one socket: the session on one, the test as server on the other.
class simulated_server {
 public:
  simulated_server() { REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()) == 0); }
  ~simulated_server() {
    close(ends_[0]);
    hang_up();
  }
  void say(std::string const& bytes) const {
    REQUIRE(write(ends_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  /// Whether the types of all messages that came so far are these.
  [[nodiscard]] bool received(std::string_view types) const {
    std::string bytes(4096, '\0');
    auto const got = read(ends_[1], bytes.data(), bytes.size());
    std::string letters;
    for (std::size_t at = 0; at + 4 < static_cast<std::size_t>(std::max<ssize_t>(got, 0));) {
      letters += bytes[at];
      at += 1 + static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 4]));  // all are short
    }
    return letters == types;
  }
  void hang_up() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  [[nodiscard]] stream end() const { return {ends_[0], nullptr}; }

 private:
  std::array<int, 2> ends_{-1, -1};
};

std::vector<request> script(std::string_view text) {
  std::vector<request> requests;
  for (auto const& s : poolprobe::notation::parse_notation(text)) requests.push_back({s, "select 1", {}});
  return requests;
}

deadline soon() { return clock::now() + 100ms; }

auto const parsed = message('1', "");
auto const bound = message('2', "");
auto const row_42 = message('D', "\0\1\0\0\0\00242"s);
auto const selected = message('C', "SELECT 1\0"s);
auto const ready = message('Z', "I");
auto const error_26000 = message('E', "SERROR\0C26000\0Mx\0\0"s);
auto const fatal_08P01 = message('E', "SFATAL\0C08P01\0Mx\0\0"s);
auto const wants_data = message('G', "\0\0\1\0\0"s);
auto const notice = message('N', "SNOTICE\0C00000\0Mx\0\0"s);

}  // namespace

TEST_CASE("a batch is complete when every message has its answer") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + row_42 + selected + ready);
  auto const seen = talk.exchange(script("P() B E S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.rows == std::vector<row>{{"42"}});
  CHECK(seen.tags == std::vector<std::string>{"SELECT 1"});
  CHECK_FALSE(talk.unsynced());
}

TEST_CASE("a batch that ends in Flush is complete without ReadyForQuery, and holds") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + row_42 + selected);
  CHECK(talk.exchange(script("P() B E H"), soon()).status == ending::complete);
  CHECK(talk.unsynced());
  server.say(ready);
  CHECK(talk.exchange(script("S"), soon()).status == ending::complete);
  CHECK_FALSE(talk.unsynced());
}

TEST_CASE("after an error the rest up to Sync is not waited for") {
  simulated_server server;
  session talk(server.end());
  server.say(error_26000 + ready);
  auto const seen = talk.exchange(script("B(x) E S"), soon());
  CHECK(seen.status == ending::complete);
  REQUIRE(seen.error);
  CHECK(seen.error->sqlstate == "26000");
  CHECK(talk.usable());
}

TEST_CASE("a FATAL is reported together with the close that follows it") {
  simulated_server server;
  session talk(server.end());
  server.say(fatal_08P01);
  server.hang_up();
  auto const seen = talk.exchange(script("B(x) E H"), soon());
  CHECK(seen.status == ending::closed);
  REQUIRE(seen.error);
  CHECK(seen.error->sqlstate == "08P01");
  CHECK_FALSE(talk.usable());
}

TEST_CASE("silence ends at the deadline, and the answer can still be taken later") {
  simulated_server server;
  session talk(server.end());
  CHECK(talk.exchange(script("S"), clock::now() + 20ms).status == ending::timed_out);
  CHECK(talk.waiting());
  server.say(ready);
  CHECK(talk.receive(soon()).status == ending::complete);
  CHECK_FALSE(talk.waiting());
}

TEST_CASE("notices and parameters may come at any time") {
  simulated_server server;
  session talk(server.end());
  server.say(notice + message('S', "a\0b\0"s) + ready);
  auto const seen = talk.exchange(script("S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.notices.size() == 1);
  CHECK(seen.parameters.size() == 1);
}

TEST_CASE("a message that nothing asked for ends the session with a name") {
  simulated_server server;
  session talk(server.end());
  server.say(ready);
  REQUIRE(talk.exchange(script("S"), soon()).status == ending::complete);
  for (auto const& wrong : {parsed, row_42}) {
    simulated_server other;
    session broken(other.end());
    other.say(ready + wrong);
    auto const seen = broken.exchange(script("S S"), soon());
    CHECK(seen.status == ending::out_of_order);
    CHECK_FALSE(broken.usable());
  }
}

TEST_CASE("a pooler may answer Parse and Close before their turn, and nothing that was not sent") {
  simulated_server server;
  session talk(server.end());
  auto const closed = message('3', "");
  server.say(parsed + parsed + closed + bound + row_42 + selected + bound + row_42 + selected + ready);
  auto const seen = talk.exchange(script("P() B E P() B E C(S x) S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.rows.size() == 2);
  server.say(parsed + parsed + bound + row_42 + selected + ready);
  CHECK(talk.exchange(script("P() B E S P() S"), soon()).status == ending::out_of_order);
}

TEST_CASE("an excessive length and a malformed body each have their name") {
  simulated_server server;
  session talk(server.end());
  server.say(ready + "D\x7f\xff\xff\xff"s);
  CHECK(talk.exchange(script("S S"), soon()).status == ending::oversized);
  simulated_server other;
  session garbled(other.end());
  other.say(ready + message('Z', "?"));
  CHECK(garbled.exchange(script("S S"), soon()).status == ending::out_of_order);
}

TEST_CASE("a session whose first bytes are the rest of a message is desynchronised, not trusted") {
  simulated_server server;
  session talk(server.end());
  server.say("rver shutting down\0\0"s + ready);
  CHECK(talk.exchange(script("S"), soon()).status == ending::desynchronised);
  CHECK_FALSE(talk.usable());
}

TEST_CASE("what a COPY TO STDOUT sends is collected, and the batch ends as any other") {
  auto const copy = message('H', "\0\0\1\0\0"s);
  auto const copied = message('C', "COPY 2\0"s);
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + copy + message('d', "1\n") + message('d', "2\n") + message('c', "") + copied +
             ready);
  auto const seen = talk.exchange(script("P() B E S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.copied == std::vector<std::string>{"1\n", "2\n"});
  CHECK(seen.tags == std::vector<std::string>{"COPY 2"});
}

TEST_CASE("a COPY that breaks off with an error leaves the session usable") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + message('H', "\0\0\1\0\0"s) + message('d', "1\n") + error_26000 + ready);
  auto const seen = talk.exchange(script("P() B E S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.error.has_value());
  server.say(parsed + bound + row_42 + selected + ready);
  CHECK(talk.exchange(script("P() B E S"), soon()).rows.size() == 1);
}

TEST_CASE("copied data without a COPY, a COPY without its end, and a COPY that wants data are refused") {
  auto const copy = message('H', "\0\0\1\0\0"s);
  for (auto const& wrong :
       {message('d', "1\n"), message('c', ""), copy + selected, copy + row_42, wants_data}) {
    simulated_server server;
    session talk(server.end());
    server.say(parsed + bound + wrong);
    CHECK(talk.exchange(script("P() B E S"), soon()).status == ending::out_of_order);
    CHECK_FALSE(talk.usable());
  }
}

TEST_CASE("a COPY that the script brings data for may ask for them") {
  auto const copied = message('C', "COPY 2\0"s);
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + wants_data + copied + ready);
  auto const seen = talk.exchange(script("P() B E d d c S"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.tags == std::vector<std::string>{"COPY 2"});
  CHECK_FALSE(talk.unsynced());
  server.say(wants_data + copied + ready);
  CHECK(talk.exchange(script("Q d c"), soon()).status == ending::complete);
  CHECK_FALSE(talk.unsynced());
}

TEST_CASE("at a bar the answer is waited for, and data are held back until they are wanted") {
  simulated_server server;
  session talk(server.end());
  CHECK(talk.exchange(script("P() B E | d c S"), clock::now() + 20ms).status == ending::timed_out);
  CHECK(server.received("PBE"));
  simulated_server other;
  session quick(other.end());
  other.say(parsed + bound + wants_data);
  CHECK(quick.exchange(script("P() B E | d c S"), clock::now() + 20ms).status == ending::timed_out);
  CHECK(other.received("PBEdcS"));
  other.say(message('C', "COPY 1\0"s) + ready);
  CHECK(quick.receive(soon()).status == ending::complete);
  simulated_server third;
  session refused(third.end());
  third.say(error_26000 + ready);
  CHECK(refused.exchange(script("P() B E | d c S"), soon()).status == ending::complete);
}

TEST_CASE("after an error at a bar only the Sync of what comes behind it is sent, as drivers do") {
  simulated_server server;
  session talk(server.end());
  REQUIRE(talk.send({script("P(x) D(S) H | B E S")}, soon()) == ending::complete);
  server.say(error_26000);
  CHECK(talk.receive(clock::now() + 20ms).status == ending::timed_out);
  CHECK(server.received("PDHS"));
  server.say(message('Z', "E"));
  CHECK(talk.receive(soon()).status == ending::complete);
  CHECK(talk.usable());
  CHECK(talk.transaction_status() == 'E');
  CHECK_FALSE(talk.unsynced());
}

TEST_CASE("after an error without a Sync the server answers nothing until there is one") {
  simulated_server server;
  session talk(server.end());
  server.say(error_26000);
  REQUIRE(talk.exchange(script("B(x) E H"), soon()).error);
  CHECK(talk.unsynced());
  server.say(ready);
  auto const next = talk.exchange(script("P() B E S"), soon());
  CHECK(next.status == ending::skipped);
  CHECK(talk.usable());
  server.say(parsed + bound + row_42 + selected + ready);
  CHECK(talk.exchange(script("P() B E S"), soon()).status == ending::complete);
}

TEST_CASE("the answers of a script with bars are one answer") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + ready + bound + row_42 + selected + ready);
  auto const seen = talk.exchange(script("P(a) S | B E S |"), soon());
  CHECK(seen.status == ending::complete);
  CHECK(seen.types == "1Z2DCZ");
  CHECK(server.received("PSBES"));
}

TEST_CASE("a COPY that is aborted is an error like another") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + wants_data + error_26000);
  CHECK(talk.exchange(script("P() B E d f H"), soon()).error.has_value());
  CHECK(talk.unsynced());
  server.say(ready);
  CHECK(talk.exchange(script("S"), soon()).status == ending::complete);
  server.say(wants_data + error_26000 + ready);
  CHECK(talk.exchange(script("Q d f"), soon()).status == ending::complete);
}

TEST_CASE("data that nobody asked for are no answer, and their COPY ends before anything else comes") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + selected + ready);
  CHECK(talk.exchange(script("P() B E d c S"), soon()).status == ending::complete);
  for (auto const& wrong : {wants_data + row_42, wants_data + wants_data, wants_data + ready}) {
    simulated_server other;
    session broken(other.end());
    other.say(parsed + bound + wrong);
    CHECK(broken.exchange(script("P() B E d c S"), soon()).status == ending::out_of_order);
  }
}

TEST_CASE("an ended session answers closed and sends nothing") {
  simulated_server server;
  session talk(server.end());
  server.hang_up();
  CHECK(talk.exchange(script("S"), soon()).status == ending::closed);
  CHECK(talk.exchange(script("S"), soon()).status == ending::closed);
}

TEST_CASE("batches sent at once are answered one after the other") {
  simulated_server server;
  session talk(server.end());
  server.say(parsed + bound + row_42 + selected + ready + parsed + ready);
  CHECK(talk.send({script("P() B E S"), script("P(x) S")}, soon()) == ending::complete);
  CHECK(talk.receive(soon()).rows == std::vector<row>{{"42"}});
  CHECK(talk.waiting());
  auto const second = talk.receive(soon());
  CHECK(second.status == ending::complete);
  CHECK(second.types == "1Z");
  CHECK_FALSE(talk.waiting());
}

TEST_CASE("an error before a Sync does not affect the batches after that Sync") {
  simulated_server server;
  session talk(server.end());
  server.say(error_26000 + ready + parsed + ready);
  CHECK(talk.send({script("B(x) E S"), script("P(x) S")}, soon()) == ending::complete);
  CHECK(talk.receive(soon()).error->sqlstate == "26000");
  CHECK(talk.receive(soon()).status == ending::complete);
}

TEST_CASE("a batch that shares its Sync with a failed one is skipped, and says so") {
  simulated_server server;
  session talk(server.end());
  server.say(error_26000 + ready + parsed + ready);
  CHECK(talk.send({script("B(x) E H"), script("P() B E H"), script("P(y) S"), script("P(z) S")}, soon()) ==
        ending::complete);
  CHECK(talk.receive(soon()).error->sqlstate == "26000");
  CHECK(talk.receive(soon()).status == ending::skipped);
  CHECK(talk.receive(soon()).status == ending::skipped);
  CHECK(talk.receive(soon()).status == ending::complete);
}

TEST_CASE("a FATAL ends every batch that is not answered yet") {
  simulated_server server;
  session talk(server.end());
  server.say(fatal_08P01);
  server.hang_up();
  (void)talk.send({script("P() B E S"), script("P() B E S")}, soon());  // an error may lie unread
  auto const first = talk.receive(soon());
  CHECK(first.status == ending::closed);
  CHECK(first.error->sqlstate == "08P01");
  CHECK(talk.receive(soon()).status == ending::closed);
}
