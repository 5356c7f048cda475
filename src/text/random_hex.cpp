#include "text/random_hex.hpp"

#include <random>
#include <string_view>

namespace poolprobe {

std::string random_hex(int digits) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::random_device entropy;
  std::string text;
  for (int i = 0; i < digits; ++i) text.push_back(hex[entropy() % hex.size()]);
  return text;
}

}  // namespace poolprobe
