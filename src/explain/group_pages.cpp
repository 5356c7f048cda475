#include <fmt/format.h>

#include <algorithm>

#include "explain/pages.hpp"
#include "explain/probe_page.hpp"

namespace poolprobe {

std::string probe_list(std::span<std::string_view const> codes) {
  std::string list;
  for (auto const& p : all_probe_pages()) {
    if (std::find(codes.begin(), codes.end(), p.code) == codes.end()) continue;
    list += fmt::format("* {} {}: {}\n", p.code, p.id, p.requirement);
  }
  return list;
}

}  // namespace poolprobe
