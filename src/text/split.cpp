#include "text/split.hpp"

#include <algorithm>

namespace poolprobe {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    auto const end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> all;
  for (auto const part : split(list, ',')) {
    if (!part.empty()) all.emplace_back(part);
  }
  return all;
}

}  // namespace poolprobe
