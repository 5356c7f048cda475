#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "drivers/setting_text.hpp"
#include "explain/error_class.hpp"
#include "explain/pages.hpp"

namespace poolprobe {
namespace {

std::string error_text(error_class const& e) {
  auto text = fmt::format("\n## {}\n\nSaid by: {}.\n\n{}.\n\nMend it: {}.\n", e.message, e.raised_by,
                          e.meaning, with_settings(e.remedy));
  auto const probes = probe_list(e.probes);
  return probes.empty() ? text : text + "\nShown by:\n\n" + probes;
}

/// Under one heading for each SQLSTATE.
std::string error_texts(std::vector<error_class> const& errors) {
  std::string text;
  std::string_view last;
  for (auto const& e : errors) {
    if (e.sqlstate != last) text += fmt::format("{}# SQLSTATE {}\n", text.empty() ? "" : "\n", e.sqlstate);
    last = e.sqlstate;
    text += error_text(e);
  }
  return text;
}

/// The first code in a line that is an SQLSTATE we know.
std::string sqlstate_in(std::string_view line) {
  static std::regex const sqlstate("\\b(?=[0-9A-Z]*[0-9])[0-9A-Z]{5}\\b");
  for (auto found = std::cregex_iterator(line.data(), line.data() + line.size(), sqlstate);
       found != std::cregex_iterator(); ++found) {
    if (!errors_of_sqlstate(std::string((*found)[0])).empty()) return (*found)[0];
  }
  return {};
}

/// For an SQLSTATE that stands for anything: the message tells what.
std::string overview(std::vector<error_class> const& errors) {
  auto text = fmt::format("# SQLSTATE {}\n\n", errors.front().sqlstate) +
              "It stands for many errors; the message tells which. How to mend one:\n\n"
              "    poolprobe explain 'THE MESSAGE'\n";
  std::string_view by;
  for (auto const& e : errors) {
    if (e.raised_by != by) text += fmt::format("\n## Said by {}\n\n", e.raised_by);
    by = e.raised_by;
    text += fmt::format("* `{}`: {}.\n", e.message, e.meaning);
  }
  return text;
}

/// The quoted parts of a line that look like names.
std::vector<std::string> quoted(std::string_view line) {
  static std::regex const name("[\"'`]([^\"'`]{1,63})[\"'`]");
  std::vector<std::string> all;
  for (auto found = std::cregex_iterator(line.data(), line.data() + line.size(), name);
       found != std::cregex_iterator(); ++found) {
    all.push_back((*found)[1]);
  }
  return all;
}

/// What a line quotes is a name of ours only where the line is about statements or cursors.
std::string name_pages(std::string_view line) {
  if (line.find("statement") == std::string_view::npos && line.find("cursor") == std::string_view::npos) {
    return {};
  }
  for (auto const& name : quoted(line)) {
    if (auto page = name_page(name)) return *page + "\n";
  }
  return {};
}

}  // namespace

std::optional<std::string> sqlstate_page(std::string_view word) {
  constexpr std::size_t readable = 4;
  auto const errors = errors_of_sqlstate(word);
  if (errors.empty()) return std::nullopt;
  return errors.size() > readable ? overview(errors) : error_texts(errors);
}

std::optional<std::string> line_page(std::string_view line) {
  constexpr std::size_t longest = 2000;
  line = line.substr(0, longest);
  auto errors = errors_in(line);
  auto const code = sqlstate_in(line);
  auto const told =
      std::any_of(errors.begin(), errors.end(), [&](auto const& e) { return e.sqlstate == code; });
  if (told) std::erase_if(errors, [&](auto const& e) { return e.sqlstate != code; });
  if (errors.empty()) errors = errors_of_sqlstate(code);
  auto const text = name_pages(line) + error_texts(errors);
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace poolprobe
