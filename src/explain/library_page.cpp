#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "connection_text/driver_keys.hpp"
#include "drivers/engine/statement_name.hpp"
#include "explain/pages.hpp"
#include "explain/query_style_words.hpp"
#include "text/ascii.hpp"
#include "text/list_of.hpp"

namespace poolprobe {
namespace {

/// A library that talks to the server by a driver of the catalogue.
struct layer {
  std::string_view word;
  std::string_view driver;  ///< its id
};
constexpr layer layers[] = {{"pg", "node-postgres"}, {"jdbc", "pgjdbc"},        {"tortoise", "asyncpg"},
                            {"postgrex", "ecto"},    {"activerecord", "rails"}, {"seaorm", "sqlx"},
                            {"doctrine", "php-pdo"}, {"pdo", "php-pdo"},        {"eloquent", "laravel"}};

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

std::string owner(driver_key const& row) {
  auto const* const d = find_driver(row.driver).driver;
  return d == nullptr ? "without a driver that is known" : std::string(d->name);
}

/// Configurations of the catalogue that are chosen by that setting.
std::string chosen_by(std::string_view key) {
  std::string list;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const is_it = c.setting.starts_with(key) && c.setting.size() > key.size() &&
                         !is_letter(c.setting[key.size()]) && c.setting[key.size()] != '_';
      if (is_it)
        list += fmt::format("* {}, {}: {}\n", d.name, setting_text(c), words_of(query_style_of(c)).needs);
    }
  }
  return list;
}

std::optional<std::string> key_page(std::string_view word) {
  auto const key = word.substr(0, word.find('='));
  std::string list;
  std::string more;
  for (auto const& row : driver_keys()) {
    if (!same_letters(key, row.key)) continue;
    list += fmt::format("* {}, `{}{}{}`: {}\n", owner(row), row.key, row.value.empty() ? "" : "=", row.value,
                        row.meaning);
    auto const one = fmt::format("`poolprobe explain {}`", row.driver);
    if (!row.driver.empty() && more.find(one) == std::string::npos) more += (more.empty() ? "" : ", ") + one;
  }
  auto const chosen = chosen_by(key);
  if (list.empty() && chosen.empty()) return std::nullopt;
  auto text = fmt::format("# {}\n\nA setting of a driver's; what it does depends on whose it is.\n", key);
  if (!chosen.empty()) text += "\nAs that driver has it:\n\n" + chosen;
  if (!list.empty()) text += "\nIn a connection text:\n\n" + list;
  return more.empty() ? text : text + "\nMore: " + more + "\n";
}

std::optional<std::string> layer_page(std::string_view word) {
  auto const found = std::find_if(std::begin(layers), std::end(layers),
                                  [word](layer const& l) { return same_letters(word, l.word); });
  if (found == std::end(layers)) return std::nullopt;
  auto const choice = find_driver(found->driver);
  return fmt::format("# {}\n\nIt talks to the server by {}, whose page follows.\n\n{}", found->word,
                     choice.driver->name, driver_page(choice, true));
}

/// Of what is in the catalogue, the driver's page tells more.
std::optional<std::string> names_page(std::string_view word) {
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

}  // namespace

std::optional<std::string> library_page(std::string_view word) {
  for (auto const find : {layer_page, key_page, names_page}) {
    if (auto page = find(word)) return page;
  }
  return std::nullopt;
}

}  // namespace poolprobe
