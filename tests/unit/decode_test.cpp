#include <doctest/doctest.h>

#include <random>

#include "unit/bytes.hpp"
#include "wire/message.hpp"

using namespace poolprobe::wire;
using namespace std::string_literals;

TEST_CASE("requests are encoded as the protocol says") {
  CHECK(encode({{verb::sync, ""}, {}, {}}) == "S\0\0\0\4"s);
  CHECK(encode({{verb::parse, "n"}, "q", {}}) == "P\0\0\0\12n\0q\0\0\0"s);
  CHECK(encode({{verb::bind, "n"}, {}, {"41"}}) == "B\0\0\0\23\0n\0\0\0\0\1\0\0\0\00241\0\0"s);
  CHECK(encode({{verb::execute, ""}, {}, {}}) == "E\0\0\0\11\0\0\0\0\0"s);
  CHECK(encode({{verb::close_statement, "n"}, {}, {}}) == "C\0\0\0\7Sn\0"s);
  CHECK(encode({{verb::wait, ""}, {}, {}}).empty());
  CHECK(encode({{verb::copy_data, ""}, {}, {}, "a\0b\n"s}) == "d\0\0\0\10a\0b\n"s);
  CHECK(encode({{verb::copy_done, ""}, {}, {}}) == "c\0\0\0\4"s);
  CHECK(encode({{verb::copy_fail, ""}, {}, {}, "why"}) == "f\0\0\0\10why\0"s);
  CHECK(encode_startup(3 << 16, {{"user", "u"}}) == "\0\0\0\20\0\3\0\0user\0u\0\0"s);
  CHECK(encode_ssl_request() == "\0\0\0\10\4\322\26\57"s);
}

TEST_CASE("text with a NUL is cut there, so that it cannot smuggle a field") {
  CHECK(encode({{verb::query, ""}, "a\0b"s, {}}) == "Q\0\0\0\6a\0"s);
}

TEST_CASE("messages come out whole however the bytes arrive") {
  auto const bytes = message('1', "") + message('D', "\0\1\0\0\0\00242"s) + message('Z', "I");
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    decoder in;
    std::string types;
    for (auto const& part : {bytes.substr(0, cut), bytes.substr(cut)}) {
      in.feed(part);
      while (auto const m = in.next()) types.push_back(m->type);
    }
    CHECK(types == "1DZ");
    CHECK(in.status() == decoder::state::ok);
  }
}

TEST_CASE("an unknown type or an impossible length breaks the stream for good") {
  decoder http;
  http.feed("HTTP/1.1 400 Bad Request\r\n");
  CHECK_FALSE(http.next());
  CHECK(http.status() == decoder::state::bad_length);
  decoder garbage;
  garbage.feed("\xff\0\0\0\4"s);
  CHECK_FALSE(garbage.next());
  CHECK(garbage.status() == decoder::state::unknown_type);
  garbage.feed(message('Z', "I"));
  CHECK_FALSE(garbage.next());
  for (auto const* length : {"\0\0\0\3", "\x7f\xff\xff\xff", "\xff\xff\xff\xff"}) {
    decoder in;
    in.feed("Z" + std::string(length, 4));
    CHECK_FALSE(in.next());
    CHECK(in.status() == decoder::state::bad_length);
  }
}

TEST_CASE("an error is read with its fields, and PostgreSQL is told from a pooler") {
  auto const postgres = read_error("SFEHLER\0VERROR\0C26000\0Mgone\0Fprepare.c\0L1\0Rx\0\0"s);
  REQUIRE(postgres);
  CHECK(postgres->severity == "ERROR");
  CHECK(postgres->text() == "ERROR 26000: gone");
  CHECK(postgres->from_postgres());
  auto const pooler = read_error("SFATAL\0C08P01\0Mno\0\0"s);
  REQUIRE(pooler);
  CHECK(pooler->fatal());
  CHECK(pooler->fields == "SCM");
  CHECK_FALSE(pooler->from_postgres());
}

TEST_CASE("bodies that do not fit their own counts are refused") {
  CHECK_FALSE(read_error("SERROR"));
  CHECK_FALSE(read_error("SERROR\0"s));
  CHECK_FALSE(read_error(""));
  CHECK_FALSE(read_error("\0"s));
  CHECK_FALSE(read_row(""));
  CHECK_FALSE(read_row("\0\1"s));
  CHECK_FALSE(read_row("\0\1\0\0\0\5ab"s));
  CHECK_FALSE(read_row("\0\1\0\0\0\1ab"s));
  CHECK_FALSE(read_row("\xff\xff\0\0\0\0"s));
  CHECK_FALSE(read_row("\0\1\x80\0\0\0"s));
  CHECK_FALSE(read_parameter("name"));
  CHECK_FALSE(read_parameter("name\0value"s));
  CHECK_FALSE(read_tag("SELECT 1"));
  CHECK_FALSE(read_key_pid(""));
  CHECK_FALSE(read_key_pid("\0\0\0"s));
  CHECK_FALSE(read_key_pid("\0\0\0\7"s));
  CHECK(read_key_pid("\0\0\1\2abcd"s) == 258);
  CHECK(read_row("\0\2\xff\xff\xff\xff\0\0\0\0"s) == row{std::nullopt, ""});
}

TEST_CASE("damaged streams end in a state, never in a crash or endless work") {
  auto const sound = message('S', "a\0b\0"s) + message('E', "SERROR\0C26000\0Mx\0\0"s) +
                     message('D', "\0\2\0\0\0\1a\xff\xff\xff\xff"s) + message('C', "SELECT 1\0"s) +
                     message('Z', "I");
  std::mt19937 random(7);
  for (int round = 0; round < 20'000; ++round) {
    auto bytes = sound;
    for (unsigned i = 0; i <= random() % 6; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    decoder in;
    in.feed(bytes);
    int messages = 0;
    while (auto const m = in.next()) {
      ++messages;
      (void)read_error(m->body);
      (void)read_row(m->body);
      (void)read_parameter(m->body);
      (void)read_tag(m->body);
    }
    CHECK(messages <= 20);
  }
}
