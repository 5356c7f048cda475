#include <fmt/format.h>

#include "drivers/engine/statement_name_patterns.hpp"
#include "explain/pages.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {

std::string settings_without_names(std::span<std::string_view const> drivers) {
  std::string list;
  std::string more;
  for (auto const id : drivers) {
    auto const* const d = find_driver(id).driver;
    if (d == nullptr) continue;
    for (auto const& config : d->configs) {
      if (config.effect == effect::fixes) list += fmt::format("* {}: {}\n", d->name, setting_text(config));
    }
    more += fmt::format("{}`poolprobe explain {}`", more.empty() ? "\nMore: " : ", ", d->id);
  }
  if (!list.empty()) list = "\nDo without names:\n\n" + list;
  return more.empty() ? list : list + more + "\n";
}

std::optional<std::string> name_page(std::string_view name) {
  auto const* const row = recognise_name(name);
  if (row == nullptr) return std::nullopt;
  auto text = fmt::format("# `{}`\n\nA name that is given by {}.\n\n{}\n{}", name, row->who, row->meaning,
                          settings_without_names(row->drivers));
  if (row->drivers.empty()) return text;
  return text + "\nWhat goes wrong with names:\n\n" + probe_list(list_of<"PP101", "PP102", "PP103">);
}

}  // namespace poolprobe
