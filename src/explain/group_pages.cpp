#include <fmt/format.h>

#include <algorithm>

#include "explain/pages.hpp"
#include "explain/probe_page.hpp"

namespace poolprobe {

bool same_letters(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < words.size();) {
    auto const end = std::min(words.find(' ', at), words.size());
    if (end > at) all.emplace_back(words.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

std::string probe_list(std::vector<std::string> const& codes) {
  std::string list;
  for (auto const& p : all_probe_pages()) {
    if (std::find(codes.begin(), codes.end(), p.code) == codes.end()) continue;
    list += fmt::format("* {} {}: {}\n", p.code, p.id, p.requirement);
  }
  return list;
}

}  // namespace poolprobe
