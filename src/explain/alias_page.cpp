#include "drivers/aliases.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

std::string line(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{}: {}.\n\n", label, text);
}

/// What is the same for one driver beneath and for several.
std::string facts(driver_alias const& alias) {
  auto text = alias.adds.empty() ? std::string() : fmt::format("What it adds: {}\n\n", alias.adds);
  text += line("Without named statements, as it is spelled there", alias.setting);
  text += line(alias.drivers.size() > 1 ? "Which one it is" : "Not always", alias.choose);
  if (alias.also_required.empty()) return text;
  return text + fmt::format("It needs beside the driver:\n\n{}\n", probe_list(alias.also_required));
}

std::string page_of_several(driver_alias const& alias, std::string_view word) {
  auto text = fmt::format(
      "# {}\n\n{} stands on a driver that is chosen in its configuration, so `--driver {}` "
      "cannot tell which. It is one of:\n\n",
      word, alias.name, word);
  for (auto const& id : alias.drivers) {
    text += fmt::format("* `{}`: {}, for {}. `poolprobe explain {}`\n", id, find_driver(id).driver->name,
                        find_driver(id).driver->language, id);
  }
  return text + "\n" + facts(alias);
}

std::string page_of(driver_alias const& alias, std::string_view word) {
  if (alias.drivers.size() != 1) {
    auto text = page_of_several(alias, word);
    text.pop_back();
    return text;
  }
  auto const choice = find_driver(alias.drivers.front());
  return fmt::format(
      "# {}\n\n{} talks to the server by {}; `--driver {}` is judged as `{}`.\n\n{}The page of that "
      "driver:\n\n{}",
      word, alias.name, choice.driver->name, alias.words.front(), id_of(choice), facts(alias),
      driver_page(choice, choice.config->id.empty()));
}

}  // namespace

std::optional<std::string> alias_page(std::string_view word) {
  auto const named = find_named_driver(word);
  if (named.alias == nullptr) return std::nullopt;
  auto const is_whole = word.find(':') == std::string_view::npos;
  if (is_whole) return page_of(*named.alias, word);
  if (named.choice.driver == nullptr) return std::nullopt;
  return driver_page(named.choice, named.choice.config->id.empty());
}

std::optional<std::string> alias_setting_page(std::string_view key, std::string_view value) {
  for (auto const& alias : driver_aliases()) {
    auto const known = value_within(alias.setting, key);
    if (known && (value.empty() || same_letters(*known, value))) return page_of(alias, alias.words.front());
  }
  return std::nullopt;
}

}  // namespace poolprobe
