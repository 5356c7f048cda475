// How traffic is logged: what was one group of messages, where the client waited, what is left out.
#include "trace/traffic_observer.hpp"

#include <doctest/doctest.h>

#include <random>

#include "wire/message.hpp"
#include "wire/read_startup_packet.hpp"

using namespace poolprobe;
using wire::framed;

namespace {

std::string text(std::string_view words) { return std::string(words) + '\0'; }

/// A client and a server, both simulated, and the log of their messages.
struct played {
  explicit played(bool details = false)
      : by({[this](std::string const& lines) { written += lines; }, details}) {}

  void log_in(std::uint64_t connection = 1) {
    by.open(connection, wire::encode_startup(3 << 16, {{"user", "u"}, {"database", "d"}, {"a", "b"}}));
    server(framed('R', std::string(4, '\0')) + framed('Z', "I"), connection);
    written.clear();
  }
  void client(std::string const& bytes, std::uint64_t connection = 1) { by.from_client(connection, bytes); }
  void server(std::string const& bytes, std::uint64_t connection = 1) { by.from_server(connection, bytes); }

  /// A whole script of the notation, its messages one by one.
  void client_says(std::string_view notation) {
    for (auto const& step : notation::parse_notation(notation)) client(wire::encode({step, "select 1", {}}));
  }

  std::string written;
  trace::traffic_observer by;
};

auto const parsed = framed('1', "");
auto const bound = framed('2', "");
auto const described = framed('t', "") + framed('T', "");
auto const selected = framed('C', text("SELECT 1"));
auto const ready = framed('Z', "I");
auto const in_transaction = framed('Z', "T");
auto const error = framed('E', text("SERROR") + text("C42P05") + text("Mwords") + std::string(1, '\0'));

}  // namespace

TEST_CASE("a login shows its parameters, but for user and database") {
  played p;
  p.by.open(1, wire::encode_startup(3 << 16, {{"user", "u"}, {"database", "d"}, {"a", "b"}, {"c", "d"}}));
  CHECK(p.written == "1 -: startup(a=b c=d)\n");
}

TEST_CASE("what a client says until it is idle is one line, with a bar where it waited on its way") {
  played p;
  p.log_in();
  p.client_says("P(__asyncpg_stmt_1__) D(S) H");
  p.server(parsed + described);
  p.client_says("B(__asyncpg_stmt_1__) E S");
  CHECK(p.written.empty());
  p.server(bound + selected + ready);
  CHECK(p.written == "1 I: P(__asyncpg_stmt_1__) D(S) H | B E S\n");
}

TEST_CASE("a client that goes on before the answers has not waited") {
  played p;
  p.log_in();
  p.client_says("P(a) D(S) H");
  p.server(parsed);
  p.client_says("B(a) E S P() B E S");
  p.server(described + bound + selected + ready + parsed + bound + selected + ready);
  CHECK(p.written == "1 I: P(a) D(S) H B E S P() B E S\n");
}

TEST_CASE("a line begins with the number of its connection and the status of its transaction") {
  played p;
  p.log_in(1);
  p.log_in(2);
  auto const query = framed('Q', text("select 1"));
  p.client(query, 2);
  p.server(framed('C', text("BEGIN")) + in_transaction, 2);
  p.client(query, 2);
  p.client(query, 1);
  p.server(selected + ready, 1);
  p.server(error + framed('Z', "E"), 2);
  p.client(query, 2);
  p.server(ready, 2);
  CHECK(p.written == "2 I: Q\n1 I: Q\n2 T: Q\n2 E: Q\n");
}

TEST_CASE("after an error the server drops what is left up to the next Sync") {
  played p(true);
  p.log_in();
  p.client_says("P(a) D(S) H");
  p.server(error);
  p.client_says("S");
  p.server(ready);
  p.client_says("P(b) B E S");
  p.server(parsed + bound + error + ready);
  p.client_says("P(c) B E S");
  p.server(parsed + bound + selected + ready);
  CHECK(p.written ==
        "1 I: P(a) D(S) H | S\n    P: select 1\n    error 42P05\n"
        "1 I: P(b) B E S\n    P: select 1\n    error 42P05\n"
        "1 I: P(c) B E S\n    P: select 1\n");
}

TEST_CASE("copied data are one letter, whatever their number, by either protocol") {
  played p;
  p.log_in();
  p.client_says("Q");
  p.server(framed('G', ""));
  p.client_says("d d d c");
  p.server(framed('C', text("COPY 3")) + ready);
  // libpq sends one Sync with the Execute, and one after the data.
  p.client_says("P() B E S");
  p.server(parsed + bound + framed('G', ""));
  p.client_says("d d c S");
  p.server(framed('C', text("COPY 2")) + ready);
  p.client_says("P() B E S");
  p.server(parsed + bound + framed('G', ""));
  p.client_says("d f S");
  p.server(error + ready);
  p.client_says("Q");
  p.server(selected + ready);
  CHECK(p.written == "1 I: Q d c\n1 I: P() B E S d c S\n1 I: P() B E S d f S\n1 I: Q\n");
}

TEST_CASE("a Terminate and a cancel request are lines of their own") {
  played p;
  p.log_in();
  p.client_says("Q");
  p.client(framed('X', ""));
  CHECK(p.written == "1 I: Q\n1 I: X\n");
  std::string cancel;
  for (unsigned const number : {16U, 80877102U, 1U, 2U}) {
    for (auto const shift : {24U, 16U, 8U, 0U}) cancel.push_back(static_cast<char>(number >> shift));
  }
  p.by.open(2, cancel);
  CHECK(p.written == "1 I: Q\n1 I: X\n2 -: cancel\n");
}

TEST_CASE("a name cannot forge a line") {
  played p;
  p.log_in();
  p.client(framed('P', text("x)\n2 I: Q\x1b[31m") + text("select 1") + std::string(2, '\0')) +
           framed('S', ""));
  p.server(parsed + ready);
  CHECK(p.written == "1 I: P(x) 2 I: Q?[31m) S\n");
}

TEST_CASE("a long pipeline is cut, and the number of what is left out is shown") {
  played p;
  p.log_in();
  for (int i = 0; i < 1500; ++i) p.client(framed('H', ""));
  p.client(framed('S', ""));
  p.server(ready);
  CHECK(p.written.ends_with(" ... 501 more\n"));
}

TEST_CASE("no bytes of either side disturb it") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::minstd_rand random(seed);
    played p(true);
    p.log_in();
    for (int i = 0; i < 200; ++i) {
      std::string bytes;
      constexpr std::string_view letters = "QPBDCEHSFdcfXpRZTtn123sIAKN";
      auto const type = letters[random() % letters.size()];
      for (auto left = random() % 40; left > 0; --left) bytes.push_back(static_cast<char>(random() >> 8U));
      auto const message = random() % 50 == 0 ? bytes : framed(type, bytes);
      random() % 2 == 0 ? p.client(message) : p.server(message);
    }
    for (std::size_t at = 0; at < p.written.size();) {
      auto const end = p.written.find('\n', at);
      REQUIRE(end != std::string::npos);
      auto const line = p.written.substr(at, end - at);
      CHECK((line.starts_with("1 ") || line.starts_with("    ")));
      at = end + 1;
    }
  }
}
