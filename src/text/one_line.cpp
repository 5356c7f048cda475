#include "text/one_line.hpp"

namespace poolprobe {

std::string one_line(std::string_view text) {
  std::string line;
  for (char const c : text) {
    auto const is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (is_space) {
      if (!line.empty() && line.back() != ' ') line += ' ';
    } else {
      line += (c >= 0 && c < ' ') || c == 0x7F ? '?' : c;
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace poolprobe
