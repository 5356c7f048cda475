#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "connection_text/connection_text_dialect.hpp"
#include "connection_text/driver_keys.hpp"
#include "drivers/engine/requirement.hpp"
#include "drivers/engine/script.hpp"
#include "drivers/engine/statement_name_patterns.hpp"
#include "explain/pages.hpp"
#include "explain/query_style_words.hpp"

namespace poolprobe {
namespace {

std::string line(std::string_view label, std::string_view text) {
  return text.empty() ? std::string() : fmt::format("{}: {}\n\n", label, text);
}

std::string code(std::string_view text) { return text.empty() ? std::string() : fmt::format("`{}`", text); }

std::string_view word(effect of) {
  switch (of) {
    case effect::fixes:
      return "Independent of the pooler's support for prepared statements";
    case effect::trap:
      return "A trap";
    case effect::plain:
      break;
  }
  return "What it does";
}

std::string_view moment(driver_config const& config) {
  using release_time = enum statement_release::when;
  switch (config.release.when) {
    case release_time::evicted:
      return "when its cache is full or the program drops it";
    case release_time::disconnect:
      return "when the connection is given back";
    default:
      return "";
  }
}

std::string released(driver_config const& config) {
  auto const when = moment(config);
  if (when.empty() || config.release.script.empty()) return {};
  auto const felt = config.release.error_reaches_program ? "" : "; an error in that is only logged";
  return fmt::format("`{}`, {}{}", config.release.script, when, felt);
}

std::string at_login(driver_config const& config) {
  std::string list;
  for (auto const& one : config.startup)
    list += fmt::format("{}`{}={}`", list.empty() ? "" : ", ", one.name, one.value);
  return list;
}

std::string tries_again(driver_config const& config) {
  if (config.retry.sqlstate.empty()) return {};
  return fmt::format("once after {}, outside of a transaction block", config.retry.sqlstate);
}

std::string proof(driver const& of, driver_config const& config) {
  if (!config.proved.empty()) return fmt::format("recorded traffic of {} equals this", config.proved);
  return fmt::format("from sources ({}), not compared with recorded traffic",
                     config.source.empty() ? of.source : config.source);
}

/// Only where it is more than BEGIN and COMMIT as simple queries.
std::string blocks(driver_config const& config) {
  auto const& t = config.transaction;
  std::string text;
  if (!config.inside.empty()) text = fmt::format("a query is `{}`; ", config.inside);
  if (t.begin != "Q") text += fmt::format("BEGIN is `{}`; ", t.begin);
  if (t.commit != "Q") text += fmt::format("COMMIT is `{}`; ", t.commit);
  return text.empty() ? text : text.substr(0, text.size() - 2);
}

std::string configuration(driver const& of, driver_config const& config) {
  auto const& words = words_of(query_style_of(config));
  auto text = "\n" + line("Set by", setting_text(config));
  text +=
      line("In code", code(config.code)) + line("In a URL", code(config.url)) + line("Since", config.since);
  text += line(word(config.effect), config.why);
  text += line("On the wire", code(script_text(config)));
  text += line("In a transaction block", blocks(config)) + line("When it connects", code(config.connect));
  text +=
      line("At login it sends", at_login(config)) + line("A prepared statement is dropped", released(config));
  text += line("It tries again", tries_again(config)) + line("That is", words.needs);
  text += line("How that is known", proof(of, config));
  auto const needed = requirements_of(config);
  return text + "What decides for it:\n\n" +
         probe_list(std::vector<std::string_view>(needed.begin(), needed.end()));
}

std::string names_given(driver const& by) {
  std::string list;
  for (auto const& row : name_patterns()) {
    if (std::find(row.drivers.begin(), row.drivers.end(), by.id) != row.drivers.end())
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
  auto const as_it_comes = config.setting == "default" || config.setting.starts_with("default ") ||
                           config.setting.starts_with("default,");
  if (as_it_comes) return "nothing, this is how it comes";
  return fmt::format("`{}`{}", config.setting.substr(0, remark), config.setting.substr(remark));
}

std::string driver_page(driver_choice const& choice, bool whole_driver) {
  auto const& d = *choice.driver;
  if (!whole_driver) {
    return fmt::format("# {}\n\n{}, for {}.\n{}\nAll of it: `poolprobe explain {}`\n", id_of(choice), d.name,
                       d.language, configuration(d, *choice.config), d.id);
  }
  auto text = fmt::format("# {}\n\n{}, for {}. Read from {}.\n", d.id, d.name, d.language, d.source);
  if (!d.note.empty()) text += fmt::format("\n{}\n", d.note);
  text += fmt::format(
      "\nSee it here: `poolprobe check --driver {} TARGET`. Every message that it sends for a small "
      "program: `poolprobe explain {} --messages`.\n",
      d.id, d.id);
  for (auto const& config : d.configs) {
    auto const heading = config.id.empty() ? std::string("As it comes") : id_of({&d, &config});
    text += fmt::format("\n## {}\n{}", heading, configuration(d, config));
  }
  return text + names_given(d) + urls(d);
}

}  // namespace poolprobe
