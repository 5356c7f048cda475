// Messages are cut out of a stream alike, however its bytes arrive, and no length is trusted.
#include "wire/framing.hpp"

#include <doctest/doctest.h>

#include <random>
#include <vector>

#include "wire/message.hpp"

using namespace poolprobe::wire;

namespace {

struct seen {
  char type;
  std::uint32_t size;
  std::string body;
  friend bool operator==(seen const&, seen const&) = default;
};

std::vector<seen> feed(framing& to, std::string_view bytes) {
  std::vector<seen> all;
  to.feed(bytes);
  while (auto const message = to.next()) {
    all.push_back({message->type, message->size, std::string(message->body)});
  }
  return all;
}

std::vector<seen> whole(sender who, std::string_view bytes) {
  framing one(who);
  return feed(one, bytes);
}

std::vector<seen> in_pieces(sender who, std::string_view bytes, unsigned seed) {
  std::minstd_rand random(seed);
  auto const most = 1 + random() % (seed % 3 == 0 ? 3U : 400U);
  framing one(who);
  std::vector<seen> all;
  while (!bytes.empty()) {
    // A copy of its own, so that a view that outlives it is a defect that a sanitizer sees.
    std::string const piece(bytes.substr(0, 1 + random() % most));
    for (auto& each : feed(one, piece)) all.push_back(std::move(each));
    bytes.remove_prefix(piece.size());
  }
  CHECK(!one.broken());
  return all;
}

std::string text(std::string_view words) { return std::string(words) + '\0'; }

std::string what_a_client_says() {
  std::string all = framed('p', text("SCRAM secret"));
  for (int i = 0; i < 20; ++i) {
    all += framed('Q', text("select " + std::string(static_cast<std::size_t>(i) * 37, 'x')));
    all += framed('P', text("name") + text("select $1") + std::string(2, '\0'));
    all += framed('B', text("portal") + text("name") + std::string(static_cast<std::size_t>(i) * 211, 'v'));
    all += framed('D', "S" + text("name")) + framed('E', text("") + std::string(4, '\0'));
    all += framed('d', std::string(static_cast<std::size_t>(i) * 1000, 'r')) + framed('c', "");
    all += framed('S', "") + framed('H', "");
  }
  return all + framed('X', "");
}

std::string what_a_server_says() {
  std::string all = framed('R', std::string(4, '\0'));
  for (int i = 0; i < 20; ++i) {
    all += framed('T', std::string(static_cast<std::size_t>(i) * 50, 't'));
    all += framed('D', std::string(static_cast<std::size_t>(i) * 3000, 'd'));
    all += framed('C', text("SELECT 1")) + framed('Z', "I");
    all += framed('E', "SERROR" + std::string(1, '\0') + "C42P05" + std::string(2, '\0'));
  }
  return all;
}

}  // namespace

TEST_CASE("a stream in random pieces gives the messages of the whole stream") {
  auto const client = what_a_client_says();
  auto const server = what_a_server_says();
  auto const client_messages = whole(sender::client, client);
  auto const server_messages = whole(sender::server, server);
  CHECK(client_messages.size() == 1 + 20 * 9 + 1);
  CHECK(server_messages.size() == 1 + 20 * 5);
  for (unsigned seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    CHECK((in_pieces(sender::client, client, seed) == client_messages));
    CHECK((in_pieces(sender::server, server, seed) == server_messages));
  }
}

TEST_CASE("passwords, values of parameters, copied data and rows are not kept") {
  struct row {
    char type;
    std::string body;
    std::string kept;
  };
  row const rows[] = {
      {'p', text("secret"), ""},
      {'B', text("portal") + text("name") + text("") + "secret", text("portal") + text("name")},
      {'d', "secret", ""}};
  for (unsigned seed = 1; seed <= 50; ++seed) {
    for (auto const& r : rows) {
      auto const got = in_pieces(sender::client, framed(r.type, r.body), seed);
      REQUIRE(got.size() == 1);
      CHECK((got[0] == seen{r.type, static_cast<std::uint32_t>(r.body.size()), r.kept}));
    }
    auto const got = in_pieces(sender::server, framed('D', "secret"), seed);
    REQUIRE(got.size() == 1);
    CHECK((got[0] == seen{'D', 6, ""}));
  }
}

TEST_CASE("a message that claims gigabytes is let by without being kept, and the next one is read") {
  constexpr std::uint32_t claimed = 0x7FFFFFFF;
  framing one(sender::client);
  std::string const head{'Q', '\x7F', '\xFF', '\xFF', '\xFF'};
  CHECK(feed(one, head).empty());
  std::string const piece(1 << 20, 'x');
  std::uint64_t left = claimed - 4;
  while (left > piece.size()) {
    REQUIRE(feed(one, piece).empty());
    left -= piece.size();
  }
  auto const last = feed(one, piece.substr(0, left) + framed('S', ""));
  REQUIRE(last.size() == 2);
  CHECK(last[0].size == claimed - 4);
  CHECK(last[0].body.size() == framing::most_text);
  CHECK(last[1].type == 'S');
}

TEST_CASE("a length that none can have breaks the stream for good") {
  for (char length = 0; length < 4; ++length) {
    framing one(sender::server);
    CHECK(feed(one, std::string{'Z', 0, 0, 0, length}).empty());
    CHECK(one.broken());
    CHECK(feed(one, framed('Z', "I")).empty());
  }
}
