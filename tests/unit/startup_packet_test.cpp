// What comes before a session: the first packets of a client, and the server's offer of mechanisms.
#include "wire/read_startup_packet.hpp"

#include <doctest/doctest.h>

#include "wire/big_endian.hpp"
#include "wire/message.hpp"

using namespace poolprobe::wire;
using kind = startup_packet::kind;

namespace {

std::string packet(std::uint32_t code, std::string_view rest = {}) {
  std::string all;
  append_uint32(all, static_cast<std::uint32_t>(8 + rest.size()));
  append_uint32(all, code);
  return all.append(rest);
}

std::string offer(std::initializer_list<std::string_view> mechanisms) {
  std::string body;
  append_uint32(body, 10);
  for (auto const m : mechanisms) body.append(m).push_back('\0');
  body.push_back('\0');
  return framed('R', body);
}

/// What comes out, whatever the pieces; all of it at the end.
std::string filtered(std::string_view bytes, std::size_t piece) {
  offer_filter filter;
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) out += filter.feed(bytes.substr(at, piece));
  return out + filter.rest();
}

void check_filtered(std::string const& bytes, std::string const& expected) {
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    CAPTURE(piece);
    CHECK((filtered(bytes, piece) == expected));
  }
}

}  // namespace

TEST_CASE("the first packet of a client is told by its code once it is complete") {
  auto const startup = encode_startup(3 << 16, {{"user", "u"}, {"options", "-c a=b"}});
  for (std::size_t size = 0; size < startup.size(); ++size) {
    CHECK(read_startup_packet(std::string_view(startup).substr(0, size)).what == kind::incomplete);
  }
  CHECK(read_startup_packet(startup + "more").what == kind::startup);
  CHECK(read_startup_packet(startup + "more").size == startup.size());
  CHECK(read_startup_packet(packet(80877103)).what == kind::encryption_request);
  CHECK(read_startup_packet(packet(80877104)).what == kind::encryption_request);
  CHECK(read_startup_packet(packet(80877102, std::string(8, 'k'))).what == kind::cancel);
}

TEST_CASE("a first packet of an impossible length is not waited for") {
  for (std::string const& bytes : {std::string("\x16\x03\x01\x02", 4), std::string("GET "),
                                   std::string(4, '\0'), std::string("\0\0\x27\x11", 4)}) {
    CHECK(read_startup_packet(bytes).what == kind::unreadable);
  }
}

TEST_CASE("the parameters of a startup packet are read in their order, and a cut end is no harm") {
  auto const startup = encode_startup(3 << 16, {{"user", "u"}, {"options", "-c a=b"}});
  using list = std::vector<std::pair<std::string, std::string>>;
  CHECK((read_startup(startup) == list{{"user", "u"}, {"options", "-c a=b"}}));
  for (std::size_t size = 0; size < startup.size(); ++size) {
    CHECK(read_startup(std::string_view(startup).substr(0, size)).size() <= 2);
  }
}

TEST_CASE("mechanisms that are bound to TLS are left out of the offer, and nothing else is changed") {
  auto const notice = framed('N', "Swarning");
  auto const rest = framed('R', std::string(4, '\0')) + framed('Z', "I");
  check_filtered(notice + offer({"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}) + rest,
                 notice + offer({"SCRAM-SHA-256"}) + rest);
  check_filtered(offer({"SCRAM-SHA-256"}) + rest, offer({"SCRAM-SHA-256"}) + rest);
}

TEST_CASE(
    "an offer of bound mechanisms only goes through as it is, so that the client can say what it lacks") {
  check_filtered(offer({"SCRAM-SHA-256-PLUS"}), offer({"SCRAM-SHA-256-PLUS"}));
}

TEST_CASE("what is no offer goes through: other authentications, errors, other protocols, half a message") {
  std::string md5;
  append_uint32(md5, 5);
  check_filtered(framed('R', md5 + "salt"), framed('R', md5 + "salt"));
  check_filtered(framed('E', "SFATAL"), framed('E', "SFATAL"));
  check_filtered("EFATAL: an error of protocol 2", "EFATAL: an error of protocol 2");
  check_filtered("HTTP/1.1 400 Bad Request", "HTTP/1.1 400 Bad Request");
  check_filtered(framed('R', "\0\0"), framed('R', "\0\0"));
  check_filtered(offer({"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}).substr(0, 20),
                 offer({"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}).substr(0, 20));
}
