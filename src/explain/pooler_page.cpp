#include <fmt/format.h>

#include <algorithm>

#include "explain/pages.hpp"
#include "explain/pooler_product.hpp"
#include "explain/pooler_setting.hpp"
#include "model/product.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

bool goes_by(pooler_product const& p, std::string_view word) {
  return same_letters(word, p.id) || same_letters(word, product::name_of(p.id)) ||
         std::any_of(p.words.begin(), p.words.end(), [word](auto const& w) { return same_letters(word, w); });
}

std::string setting_page(pooler_setting const& s) {
  auto text =
      fmt::format("# {}\n\nA setting of PgBouncer's. Its default: {}.\n\n{}", s.name, s.standard, s.text);
  auto const probes = probe_list(s.probes);
  return probes.empty() ? text : text + "\nWhat it decides:\n\n" + probes;
}

}  // namespace

std::optional<std::string> pooler_page(std::string_view word) {
  auto const name = word.substr(0, word.find('='));
  for (auto const& s : pooler_settings()) {
    if (same_letters(name, s.name)) return setting_page(s);
  }
  for (auto const& p : pooler_products()) {
    if (goes_by(p, word)) return fmt::format("# {}\n\n{}", product::name_of(p.id), p.text);
  }
  return std::nullopt;
}

}  // namespace poolprobe
