#include "cli/completion_table.hpp"

#include <algorithm>

#include "cli/options.hpp"
#include "cli/subcommand.hpp"
#include "drivers/framework_names.hpp"
#include "explain/explain.hpp"
#include "probes/probe.hpp"
#include "reports/registry.hpp"
#include "text/grouped_id.hpp"

namespace po = boost::program_options;

namespace poolprobe {
namespace {

/// What the name of an option's value says about what completes it.
struct named_values {
  std::string_view value_name;
  value_kind values;
};
constexpr named_values by_value_name[] = {
    {"PROBE", {.list = "probes", .commas = true}},
    {"DRIVER[:CONFIG]", {.list = "drivers"}},
    {"DRIVER,...", {.list = "drivers", .commas = true}},
    {"[=DRIVER,...]", {.list = "drivers", .commas = true}},
    {"STRATEGY,...", {.list = "strategies", .commas = true}},
    {"STRATEGY", {.list = "strategies"}},
    {"FORMAT[=FILE]", {.list = "formats", .files = true}},
    {"FORMAT", {.list = "list_formats"}},
    {"WHEN", {.list = "colors"}},
    {"QUERY", {.list = "queries", .files = true}},
    {"TABLE", {.list = "tables"}},
    {"NAME", {.variables = true}},
    {"PATH", {.files = true}},
    {"DIR", {.files = true}},
    {"[=FILE]", {.files = true}},
};

value_kind values_of(std::string_view value_name) {
  for (auto const& row : by_value_name) {
    if (row.value_name == value_name) return row.values;
  }
  return {};
}

/// What stands behind the options of a command.
struct command_arguments {
  std::string_view command;
  value_kind values;
};
constexpr command_arguments arguments_of_commands[] = {
    {"report", {.files = true}},    {"lab", {.list = "lab_words"}}, {"list", {.list = "lists"}},
    {"explain", {.list = "pages"}}, {"help", {.list = "commands"}}, {"completion", {.list = "shells"}},
};

value_kind arguments_of(std::string_view command) {
  for (auto const& row : arguments_of_commands) {
    if (row.command == command) return row.values;
  }
  return {};
}

/// Without the default value, which Boost.Program_options writes behind the name of the value.
std::string value_name_of(po::option_description const& option) {
  auto name = option.semantic()->name();
  return name.substr(0, name.find(" (="));
}

completed_option option_of(po::option_description const& option) {
  auto const letter = option.canonical_display_name(po::command_line_style::allow_dash_for_short);
  auto const is_letter = letter.size() == 2 && letter[0] == '-';
  auto const takes_value = option.semantic()->max_tokens() > 0;
  auto value_name = takes_value ? value_name_of(option) : std::string();
  auto const only_equals = value_name.starts_with("[=");
  auto const values = values_of(value_name);
  return {option.long_name(),    is_letter ? letter.substr(1) : std::string(),
          std::move(value_name), only_equals,
          option.description(),  values};
}

std::vector<std::string> probe_words() {
  std::vector<std::string> words;
  for (auto const& p : all_probes()) {
    words.emplace_back(p.code);
    words.emplace_back(p.id);
  }
  for (auto const& p : all_probes()) {
    auto const group = group_of(p.id);
    if (std::find(words.begin(), words.end(), group) == words.end()) words.emplace_back(group);
  }
  words.insert(words.end(), {"errors", "cursors", "batches"});  // of --require
  return words;
}

std::vector<std::string> format_words() {
  std::vector<std::string> words;
  for (auto const& r : all_renderers()) words.emplace_back(r.name);
  return words;
}

std::vector<std::string> command_words() {
  std::vector<std::string> words;
  for (auto const& s : all_subcommands()) words.emplace_back(s.name);
  return words;
}

std::vector<std::string> strategy_words() {
  std::vector<std::string> words{"simple", "unnamed", "named", "all"};
  for (auto& id : all_driver_ids()) words.push_back(std::move(id));
  return words;
}

std::vector<std::string> without_spaces(std::vector<std::string> words) {
  std::erase_if(words, [](std::string const& word) { return word.find_first_of(" /'\"$`\\") != word.npos; });
  return words;
}

}  // namespace

std::string_view completed_option::brief() const {
  std::string_view const whole = help;
  auto const end = std::min(whole.find(';'), whole.find(": "));
  return whole.substr(0, end);
}

std::vector<completed_command> completed_commands() {
  std::vector<completed_command> all;
  for (auto const& s : all_subcommands()) {
    auto const page = s.help_page();
    completed_command one{s.name, s.help, page.usage, {}, arguments_of(s.name)};
    for (auto const& option : page.options.options()) one.options.push_back(option_of(*option));
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<word_list> word_lists() {
  auto drivers = all_driver_ids();
  for (auto& name : without_spaces(all_driver_names())) {
    if (std::find(drivers.begin(), drivers.end(), name) == drivers.end()) drivers.push_back(std::move(name));
  }
  return {{"commands", command_words()},
          {"drivers", std::move(drivers)},
          {"probes", probe_words()},
          {"strategies", strategy_words()},
          {"formats", format_words()},
          {"list_formats", {"text", "json"}},
          {"colors", {"auto", "always", "never"}},
          {"queries", {"select1", "lookup", "update"}},
          {"tables", {"driver-migration"}},
          {"lab_words", {"up", "check", "demo"}},
          {"lists", {"probes", "hazards", "drivers", "formats", "dialects"}},
          {"pages", explainable_words()},
          {"shells", {"bash", "zsh", "fish"}}};
}

}  // namespace poolprobe
