#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "drivers/fill_in_settings.hpp"
#include "drivers/framework_names.hpp"
#include "explain/error_class.hpp"
#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t shortest_code = 14;  // less is said of other things as well

/// What two spellings of one text may differ in is taken away: spaces, kinds of quotes, capitals, the mark of
/// a list, a semicolon at the end.
std::string bare(std::string_view text) {
  std::string result;
  for (char const c : trimmed(text, " \t\r\n;,*`.")) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '`') continue;
    result += c == '\'' ? '"' : lower_case(c);
  }
  return result;
}

/// What is left of a line of code without the object that it is called on: "config.", "$dbh->", "X::new().".
std::string without_object(std::string const& code) {
  for (std::string_view const mark : {"->", "().", "."}) {
    if (auto const at = code.find(mark); at != std::string::npos) return code.substr(at + mark.size());
  }
  return code;
}

/// How the catalogue and its pages write the configuration.
std::vector<std::string> texts_of(driver const& of, driver_config const& config) {
  auto const shown = setting_text(config);
  std::vector<std::string> all{bare(config.setting), bare(config.code), bare(config.url),
                               bare(fmt::format("{}: {}", of.name, shown))};
  if (shown.starts_with('`')) all.push_back(bare(shown));
  if (auto tail = without_object(bare(config.code)); tail.size() >= shortest_code) all.push_back(tail);
  std::erase(all, std::string());
  return all;
}

template <class Condition>
std::vector<driver_choice> choices_where(Condition holds) {
  std::vector<driver_choice> found;
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      if (holds(d, c)) found.push_back({&d, &c});
    }
  }
  return found;
}

std::optional<std::string> page_of(std::vector<driver_choice> const& choices) {
  if (choices.empty()) return std::nullopt;
  if (choices.size() == 1) return driver_page(choices.front(), choices.front().config->id.empty());
  std::string text = "# A setting\n\nMore than one driver or version is set up so:\n\n";
  for (auto const& choice : choices)
    text += fmt::format("* {}, {}: `poolprobe explain {}`\n", choice.driver->name,
                        setting_text(*choice.config), id_of(choice));
  return text;
}

/// The framework whose own setting that is, whole or one of its parts between backquotes.
std::optional<std::string> framework_with(std::string const& wanted) {
  for (auto const& framework : framework_entries()) {
    auto fits = bare(framework.setting) == wanted;
    auto rest = framework.setting;
    for (auto at = rest.find('`'); !fits && at != std::string_view::npos; at = rest.find('`')) {
      rest.remove_prefix(at + 1);
      auto const end = std::min(rest.find('`'), rest.size());
      fits = bare(rest.substr(0, end)) == wanted;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (fits && !wanted.empty()) return framework_page(framework.words.front());
  }
  return std::nullopt;
}

/// The errors that this is the fix of.
std::optional<std::string> page_of_fix(std::string wanted) {
  constexpr std::string_view label = "fix:";
  if (wanted.starts_with(label)) wanted.erase(0, label.size());
  std::string list;
  for (auto const& e : error_classes()) {
    if (bare(plain_text(with_settings(e.remedy))) == wanted)
      list += fmt::format("* {}, `{}`: {}.\n", e.sqlstate, e.message, e.meaning);
  }
  if (list.empty()) return std::nullopt;
  return "# A fix\n\nThat is what helps against:\n\n" + list +
         "\nMore about one: `poolprobe explain 'THE MESSAGE'`\n";
}

}  // namespace

std::optional<std::string> catalogue_text_page(std::string_view text) {
  auto const wanted = bare(text);
  if (wanted.empty()) return std::nullopt;
  constexpr std::string_view as_it_comes = "nothing,thisishowitcomes";
  if (wanted == as_it_comes)
    return "# Nothing, this is how it comes\n\nThat stands where a driver needs no setting: its defaults are "
           "what "
           "is meant.\n";
  auto const found = choices_where([&wanted](driver const& d, driver_config const& c) {
    auto const all = texts_of(d, c);
    return std::find(all.begin(), all.end(), wanted) != all.end();
  });
  if (auto page = page_of(found)) return page;
  if (auto page = framework_with(wanted)) return page;
  return page_of_fix(wanted);
}

std::optional<std::string> within_catalogue_text_page(std::string_view text) {
  constexpr std::size_t longest = 300;
  auto const wanted = bare(text);
  if (wanted.size() > longest) return std::nullopt;
  return page_of(choices_where([&](driver const&, driver_config const& c) {
    auto const code = without_object(bare(c.code.empty() ? c.setting : c.code));
    return code.size() >= shortest_code && wanted.find(code) != std::string::npos;
  }));
}

}  // namespace poolprobe
