#include "drivers/framework_names.hpp"

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

/// The part of the page that does not depend on the number of drivers.
std::string facts(framework_entry const& framework) {
  auto text = framework.adds.empty() ? std::string() : fmt::format("What it adds: {}\n\n", framework.adds);
  text += line("Without named statements, as it is spelled there", framework.setting);
  text += line(framework.drivers.size() > 1 ? "Which one it is" : "Not always", framework.choose);
  if (framework.also_required.empty()) return text;
  return text + fmt::format("It needs beside the driver:\n\n{}\n", probe_list(framework.also_required));
}

std::string page_of_several(framework_entry const& framework, std::string_view word) {
  auto text = fmt::format(
      "# {}\n\n{} stands on a driver that is chosen in its configuration, so `--driver {}` "
      "cannot tell which. It is one of:\n\n",
      word, framework.name, word);
  for (auto const& id : framework.drivers) {
    text += fmt::format("* `{}`: {}, for {}. `poolprobe explain {}`\n", id, find_driver(id).driver->name,
                        find_driver(id).driver->language, id);
  }
  return text + "\n" + facts(framework);
}

std::string page_of(framework_entry const& framework, std::string_view word) {
  if (framework.drivers.size() != 1) {
    auto text = page_of_several(framework, word);
    text.pop_back();
    return text;
  }
  auto const choice = find_driver(framework.drivers.front());
  return fmt::format(
      "# {}\n\n{} talks to the server by {}; `--driver {}` is judged as `{}`.\n\n{}The page of that "
      "driver:\n\n{}",
      word, framework.name, choice.driver->name, framework.words.front(), id_of(choice), facts(framework),
      driver_page(choice, choice.config->id.empty()));
}

}  // namespace

std::optional<std::string> framework_page(std::string_view word) {
  auto const named = find_named_driver(word);
  if (named.framework == nullptr && named.choice.driver != nullptr)  // the name of its package
    return driver_page(named.choice, named.choice.config->id.empty());
  if (named.framework == nullptr) return std::nullopt;
  auto const is_whole = word.find(':') == std::string_view::npos;
  if (is_whole) return page_of(*named.framework, word);
  if (named.choice.driver == nullptr) return std::nullopt;
  return driver_page(named.choice, named.choice.config->id.empty());
}

std::optional<std::string> framework_setting_page(std::string_view key, std::string_view value) {
  for (auto const& framework : framework_entries()) {
    auto const known = value_within(framework.setting, key);
    if (known && (value.empty() || same_letters(*known, value)))
      return page_of(framework, framework.words.front());
  }
  return std::nullopt;
}

}  // namespace poolprobe
