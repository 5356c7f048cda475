#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace poolprobe::wire {

/// The first four bytes in network order; the caller has seen that they are there.
[[nodiscard]] inline std::uint32_t read_uint32(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
  return value;
}

inline void append_uint32(std::string& to, std::uint32_t value) {
  for (auto const shift : {24U, 16U, 8U, 0U}) to.push_back(static_cast<char>((value >> shift) & 0xFFU));
}

}  // namespace poolprobe::wire
