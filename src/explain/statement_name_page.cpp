#include <fmt/format.h>

#include "drivers/engine/statement_name_patterns.hpp"
#include "explain/pages.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

/// The settings that are fixes, a line for each.
struct fixes {
  std::string without_names;
  std::string with_names;  ///< such as are used in one transaction only
};

/// Whether a configuration gives names like the example; an empty one is like every name.
bool names_like(driver_config const& config, std::string_view example) {
  return example.empty() || example.starts_with(config.names.shape.substr(0, config.names.shape.find('{')));
}

/// In the catalogue a fix stands behind the configuration that it mends: Alembic has one for asyncpg and
/// another for psycopg, each for names of its own.
void add_fixes(fixes& all, driver const& of, std::string_view example) {
  bool fits = true;
  for (auto const& config : of.configs) {
    auto const is_fix = config.effect == effect::fixes;
    auto const is_named = config.names.by != naming::none;
    if (is_named && !is_fix) fits = names_like(config, example);
    if (!is_fix || !fits) continue;
    (is_named ? all.with_names : all.without_names) +=
        fmt::format("* {}: {}\n", of.name, setting_text(config));
  }
}

fixes fixes_of(std::span<std::string_view const> drivers, std::string_view example) {
  fixes all;
  for (auto const id : drivers) {
    if (auto const* const d = find_driver(id).driver) add_fixes(all, *d, example);
  }
  return all;
}

std::string more_about(std::span<std::string_view const> drivers) {
  std::string more;
  for (auto const id : drivers) {
    if (find_driver(id).driver == nullptr) continue;
    more += fmt::format("{}`poolprobe explain {}`", more.empty() ? "\nMore: " : ", ", id);
  }
  return more.empty() ? more : more + "\n";
}

std::string section(std::string_view heading, std::string_view list) {
  return list.empty() ? std::string() : fmt::format("\n{}:\n\n{}", heading, list);
}

std::string settings_for(std::span<std::string_view const> drivers, std::string_view example) {
  auto const all = fixes_of(drivers, example);
  return section("Do without names", all.without_names) +
         section("Or with names that no other client gives, for one transaction only", all.with_names) +
         more_about(drivers);
}

/// What the program calls to have such a name: "lib/pq `db.Prepare`".
std::string calls_that_name(name_pattern const& row) {
  std::string calls;
  for (auto const id : row.drivers) {
    auto const* const d = find_driver(id).driver;
    if (d == nullptr) continue;
    for (auto const& config : d->configs) {
      if (config.names.by == naming::none || !names_like(config, row.example)) continue;
      calls += fmt::format("{}{} {}", calls.empty() ? "" : ", ", d->name, setting_text(config));
    }
  }
  return calls;
}

std::string help_with_own_prepare(name_pattern const& row) {
  auto const calls = calls_that_name(row);
  return fmt::format(
             "\nThe program has it prepared; no setting of the driver changes that. What helps:\n\n"
             "* pass the parameters with each query{}\n"
             "* prepare, use and close it inside one transaction\n"
             "* a direct connection, or session mode\n",
             calls.empty() ? ", and prepare nothing" : ", without " + calls) +
         section("Needed besides, once nothing is prepared", fixes_of(row.drivers, {}).without_names) +
         more_about(row.drivers);
}

std::string help_with_cursor(name_pattern const& row) {
  return "\nWhat helps:\n\n"
         "* a transaction around it: declare, fetch and close inside\n"
         "* all rows at once, without a cursor\n"
         "* a direct connection, or session mode\n" +
         more_about(row.drivers);
}

std::string help(name_pattern const& row) {
  switch (row.kind) {
    case name_of::statement:
      return settings_for(row.drivers, row.example);
    case name_of::prepared_by_hand:
      return help_with_own_prepare(row);
    case name_of::cursor:
      return help_with_cursor(row);
  }
  return {};
}

}  // namespace

std::string settings_without_names(std::span<std::string_view const> drivers) {
  return settings_for(drivers, {});
}

std::optional<std::string> name_page(std::string_view name) {
  auto const* const row = recognise_name(name);
  if (row == nullptr) return std::nullopt;
  auto text = fmt::format("# `{}`\n\nA name that is given by {}.\n\n{}\n{}", name, row->who, row->meaning,
                          help(*row));
  if (row->drivers.empty()) return text;
  if (row->kind == name_of::cursor)
    return text + "\nWhat goes wrong with cursors:\n\n" + probe_list(list_of<"PP204", "PP207">);
  return text + "\nWhat goes wrong with names:\n\n" + probe_list(list_of<"PP101", "PP102", "PP103">);
}

}  // namespace poolprobe
