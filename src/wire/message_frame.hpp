#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/big_endian.hpp"

/// How a message lies in a stream of bytes: one byte of type, four of length, which count themselves but not
/// the type, and the body (PostgreSQL documentation, "Message Formats"). Nothing here copies or allocates.
namespace poolprobe::wire {

/// Type and length as they were sent; the length may be impossible.
struct message_header {
  static constexpr std::size_t bytes = 5;

  char type = 0;
  std::uint32_t length = 0;

  [[nodiscard]] constexpr bool possible() const { return length >= 4; }
  /// Only where it is possible.
  [[nodiscard]] constexpr std::uint32_t body_size() const { return length - 4; }
};

/// The first `message_header::bytes` bytes; the caller has seen that they are there.
[[nodiscard]] inline message_header read_header(std::string_view bytes) {
  return {bytes.front(), read_uint32(bytes.substr(1))};
}

/// The message that `bytes` begin with.
struct message_frame {
  enum class state { whole, incomplete, bad_length };

  state what = state::incomplete;
  char type = 0;          ///< where it is whole
  std::string_view body;  ///< the same; part of `bytes`

  [[nodiscard]] bool whole() const { return what == state::whole; }
  /// How many bytes it takes up, where it is whole.
  [[nodiscard]] std::size_t size() const { return message_header::bytes + body.size(); }
};

/// Reads the message that `bytes` begin with. One longer than `most` is an error.
[[nodiscard]] inline message_frame first_message(std::string_view bytes, std::size_t most) {
  using state = message_frame::state;
  if (bytes.size() < message_header::bytes) return {state::incomplete, 0, {}};
  auto const head = read_header(bytes);
  if (!head.possible() || head.length > most) return {state::bad_length, 0, {}};
  if (bytes.size() <= head.length) return {state::incomplete, 0, {}};
  return {state::whole, head.type, bytes.substr(message_header::bytes, head.body_size())};
}

}  // namespace poolprobe::wire
