#include "reports/wrap_text.hpp"

#include "reports/printable_text.hpp"

namespace poolprobe {

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  bool first = true;
  while (first || !text.empty()) {
    // A word includes the spaces before it, up to the next space.
    auto const start = text.find_first_not_of(' ');
    if (start == std::string_view::npos) break;
    auto const end = text.find(' ', start);
    auto const word = text.substr(start, end == std::string_view::npos ? end : end - start);
    auto const gap = first ? 0 : start;
    if (!first && display_width(lines.back()) + gap + display_width(word) > width) {
      lines.emplace_back(word);
    } else {
      lines.back().append(gap, ' ').append(word);
    }
    first = false;
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end);
  }
  return lines;
}

}  // namespace poolprobe
