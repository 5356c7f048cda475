#include <fmt/format.h>

#include "drivers/engine/statement_name_patterns.hpp"
#include "explain/pages.hpp"
#include "text/ascii.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Whether `word` stands in `text` with no letter before or after it.
bool mentions(std::string_view text, std::string_view word) {
  for (std::size_t at = 0; at + word.size() <= text.size(); ++at) {
    auto const end = at + word.size();
    if (!same_letters(text.substr(at, word.size()), word)) continue;
    if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]))) return true;
  }
  return false;
}

}  // namespace

/// Of what is in the catalogue, the driver's page tells more.
std::optional<std::string> library_page(std::string_view word) {
  constexpr std::size_t shortest = 3;
  std::string list;
  for (auto const& row : name_patterns()) {
    if (word.size() < shortest || !row.drivers.empty() || !mentions(row.who, word)) continue;
    list += fmt::format("* `{}`: {}. {}\n", row.example, row.who, row.meaning);
  }
  if (list.empty()) return std::nullopt;
  return fmt::format(
      "# {}\n\nNot in the list of drivers. Known are the names of its statements:\n\n{}"
      "\nWhat goes wrong with names:\n\n{}",
      word, list, probe_list(list_of<"PP101", "PP102", "PP103">));
}

}  // namespace poolprobe
