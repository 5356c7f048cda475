#include "conninfo/percent.hpp"

#include <fmt/format.h>

namespace poolprobe {

std::string percent_encode(std::string_view text, std::string_view also_plain) {
  std::string encoded;
  for (char const c : text) {
    bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view{"-._~"}.find(c) != std::string_view::npos ||
                       also_plain.find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return encoded;
}

}  // namespace poolprobe
