#include "wire/authentication.hpp"

#include <doctest/doctest.h>

#include <string>

using poolprobe::secret;
using poolprobe::wire::authentication;
using namespace std::string_literals;

namespace {

std::string request(int code, std::string const& rest = {}) {
  return "\0\0\0"s + static_cast<char>(code) + rest;
}

/// The body of a message p.
std::string said(std::optional<std::string> const& message) {
  REQUIRE(message);
  REQUIRE(message->size() >= 5);
  CHECK(message->front() == 'p');
  return message->substr(5);
}

auto const offer = request(10, "SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"s);

// RFC 7677, section 3: its user name is in the first message there, which PostgreSQL leaves out, so the
// proofs differ from those printed. These were made with Python's hashlib and hmac.
constexpr auto nonce = "rOprNGfwEbeRWgbNEkqO";
auto const challenge =
    request(11, "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");

}  // namespace

TEST_CASE("a password goes in clear text, and as MD5 with the salt of the server") {
  secret const password("pencil");
  CHECK(said(authentication("app", password).answer(request(3))) == "pencil\0"s);
  CHECK(said(authentication("app", password).answer(request(5, "\1\2\3\4"))) ==
        "md54bfca4ca571b8df74c2fc2247888d96f\0"s);
  CHECK_FALSE(authentication("app", password).answer(request(5, "\1\2\3")));
}

TEST_CASE("SCRAM proves that we know the password, and wants the same of the server") {
  secret const password("pencil");
  authentication proof("app", password, nonce);
  CHECK(proof.settled());
  CHECK(said(proof.answer(offer)) == "SCRAM-SHA-256\0\0\0\0\x1cn,,n=,r=rOprNGfwEbeRWgbNEkqO"s);
  CHECK_FALSE(proof.settled());
  CHECK(said(proof.answer(challenge)) ==
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=qvT2SWdEH5Q06albL+"
        "hjSYuUhCG7VndFyzIb7CK4n9k=");
  CHECK_FALSE(proof.settled());
  SUBCASE("which it does") {
    CHECK(proof.answer(request(12, "v=3HO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOg=")) == std::string());
    CHECK(proof.settled());
  }
  SUBCASE("which it cannot") {
    CHECK_FALSE(proof.answer(request(12, "v=AHO6Qt1M4MKJrmlKaoOqLAI0/0TV0HZe7J9H3MBtSOg=")));
    CHECK_FALSE(proof.settled());
  }
  SUBCASE("and then nothing weaker") { CHECK_FALSE(proof.answer(request(3))); }
}

TEST_CASE("a challenge that no honest server sends is not answered") {
  secret const password("pencil");
  for (auto const* text :
       {"", "r=", "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=otherNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0S*Y7soEsUEjb6gQ==,i=4096", "r=rOprNGfwEbeRWgbNEkqO1,s=W22,i=4096",
        "r=rOprNGfwEbeRWgbNEkqO1,s=,i=4096", "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=0",
        "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2147483647",
        "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==",
        "r=rOprNGfwEbeRWgbNEkqO1,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,x=1"}) {
    CAPTURE(text);
    authentication proof("app", password, nonce);
    REQUIRE(proof.answer(offer));
    CHECK_FALSE(proof.answer(request(11, text)));
  }
  CHECK_FALSE(authentication("app", password, nonce).answer(challenge));
  CHECK_FALSE(authentication("app", password, nonce).answer(request(12, "v=")));
  CHECK_FALSE(authentication("app", password, nonce).answer(request(10, "SCRAM-SHA-256-PLUS\0\0"s)));
  CHECK_FALSE(authentication("app", password, nonce).answer(request(7)));
  CHECK_FALSE(authentication("app", password, nonce).answer("\0\0"s));
}

TEST_CASE("without a password, or with one that would have to be prepared, nothing is said") {
  secret const none;
  CHECK_FALSE(authentication("app", none).answer(request(3)));
  secret const accented("p\xc3\xa9ncil");
  CHECK_FALSE(authentication("app", accented).answer(offer));
}

TEST_CASE("each login has a nonce of its own") {
  auto const one = authentication::fresh_nonce();
  CHECK(one.size() == 24);
  CHECK(one.find(',') == std::string::npos);
  CHECK(one != authentication::fresh_nonce());
}
