#include "wire/message_frame.hpp"

#include <doctest/doctest.h>

#include <string>

#include "wire/message.hpp"

using namespace poolprobe;
using wire::first_message;
using state = wire::message_frame::state;

namespace {

constexpr std::size_t most = 100;

std::string with_length(std::uint32_t length) {
  std::string bytes = "D";
  wire::append_uint32(bytes, length);
  return bytes;
}

}  // namespace

TEST_CASE("a message is whole with its last byte, and what follows is not part of it") {
  auto const bytes = wire::framed('D', "body") + wire::framed('Z', "I");
  for (std::size_t size = 0; size < 9; ++size)
    CHECK(first_message(std::string_view(bytes).substr(0, size), most).what == state::incomplete);
  auto const first = first_message(bytes, most);
  REQUIRE(first.whole());
  CHECK(first.type == 'D');
  CHECK(first.body == "body");
  CHECK(first.body.data() == bytes.data() + 5);  // not copied
  CHECK(first.size() == 9);
  CHECK(first_message(std::string_view(bytes).substr(first.size()), most).body == "I");
}

TEST_CASE("a body may be empty") {
  auto const message = first_message(wire::framed('1', ""), most);
  CHECK(message.whole());
  CHECK(message.size() == 5);
}

TEST_CASE("a length that none can have, or that is beyond the limit, is not waited for") {
  for (std::uint32_t const length : {0U, 3U, 101U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    CAPTURE(length);
    CHECK(first_message(with_length(length), most).what == state::bad_length);
  }
  CHECK(first_message(with_length(100), most).what == state::incomplete);
  CHECK(first_message(with_length(4), most).whole());
}
