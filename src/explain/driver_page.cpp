#include <fmt/format.h>

#include <algorithm>

#include "drivers/statement_name.hpp"
#include "explain/habit_words.hpp"
#include "explain/pages.hpp"
#include "judge/requirement.hpp"
#include "target/dialect.hpp"
#include "target/keys.hpp"

namespace poolprobe {
namespace {

bool is_listed(std::string_view word, std::string_view list) {
  return fmt::format(" {} ", list).find(fmt::format(" {} ", word)) != std::string::npos;
}

std::string full_id(driver const& of, driver_config const& config) {
  return config.id.empty() ? std::string(of.id) : fmt::format("{}:{}", of.id, config.id);
}

std::string configuration(driver_config const& config) {
  auto const& words = words_of(config.habit);
  return fmt::format(
      "\nSet by: {}\n\nOn the wire, in essence: `{}`\n\nThat is: {}.\n\nWhat decides for it:\n\n{}",
      setting_text(config), words.wire, words.needs, probe_list(requirements_of(config.habit)));
}

std::string names_given(driver const& by) {
  std::string list;
  for (auto const& row : name_patterns()) {
    if (is_listed(by.id, row.drivers))
      list += fmt::format("* `{}`: {}. {}\n", row.example, row.who, row.meaning);
  }
  return list.empty() ? list : "\n## Names in its errors\n\n" + list;
}

std::string urls(driver const& of) {
  std::string list;
  for (auto const& d : all_dialects()) {
    if (d.driver == of.id) list += fmt::format("* `{}`\n", d.prefix);
  }
  for (auto const& row : driver_keys()) {
    auto const matters = row.meaning.find("does not change") == std::string_view::npos;
    if (row.driver != of.id || !matters) continue;
    list += fmt::format("* `{}{}{}`: {}\n", row.key, row.value.empty() ? "" : "=", row.value, row.meaning);
  }
  return list.empty() ? list : "\n## In a URL\n\n" + list;
}

}  // namespace

/// The setting as code, a remark after it as words.
std::string setting_text(driver_config const& config) {
  auto const remark = std::min(config.setting.find(" ("), config.setting.size());
  if (config.setting == "default") return "nothing, this is how it comes";
  return fmt::format("`{}`{}", config.setting.substr(0, remark), config.setting.substr(remark));
}

std::string driver_page(driver_choice const& choice, bool whole_driver) {
  auto const& d = *choice.driver;
  if (!whole_driver) {
    return fmt::format("# {}\n\n{}, for {}.\n{}\nAll of it: `poolprobe explain {}`\n",
                       full_id(d, *choice.config), d.name, d.language, configuration(*choice.config), d.id);
  }
  auto text = fmt::format("# {}\n\n{}, for {}. Read from {}.\n", d.id, d.name, d.language, d.source);
  for (auto const& config : d.configs) {
    auto const heading = config.id.empty() ? "As it comes" : full_id(d, config);
    text += fmt::format("\n## {}\n{}", heading, configuration(config));
  }
  return text + names_given(d) + urls(d);
}

}  // namespace poolprobe
