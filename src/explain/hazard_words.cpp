#include <fmt/format.h>

#include "explain/hazard_page.hpp"
#include "explain/pages.hpp"
#include "text/ascii.hpp"
#include "text/id_parts.hpp"
#include "trace/hazard_kind.hpp"

namespace poolprobe {
namespace {

std::string dashed(std::string_view word) {
  std::string id(word);
  for (char& c : id) c = c == ' ' || c == '_' ? '-' : c;
  return id;
}

}  // namespace

std::optional<std::string> hazard_page_of(std::string_view word) {
  auto const id = dashed(word);
  for (auto const& kind : trace::hazard_kinds()) {
    if (!same_letters(word, kind.code) && !same_letters(id, kind.id) &&
        !same_letters(id, name_in_group(kind.id)))
      continue;
    auto const* page = find_hazard_page(kind.code);
    if (page == nullptr) return std::nullopt;
    auto const probes = probe_list(kind.probes);
    auto text = std::string(page->text);
    if (!probes.empty()) text += "\nOn a pooler the same is shown by:\n\n" + probes;
    return text;
  }
  return std::nullopt;
}

}  // namespace poolprobe
