#pragma once

#include <cstdint>
#include <string>

/// A server's message as bytes.
inline std::string message(char type, std::string const& body) {
  auto const length = static_cast<std::uint32_t>(body.size() + 4);
  std::string bytes(1, type);
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>((length >> shift) & 0xFFU));
  return bytes + body;
}
