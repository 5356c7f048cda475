#include "explain/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "explain/error_class.hpp"
#include "explain/statement_name.hpp"
#include "probes/page.hpp"
#include "probes/probe.hpp"
#include "probes/select.hpp"
#include "text/nearest.hpp"

namespace poolprobe {
namespace {

bool same_letters(std::string_view a, std::string_view b) {
  auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<std::string> split(std::string_view words) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < words.size();) {
    auto const end = std::min(words.find(' ', at), words.size());
    all.emplace_back(words.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

std::string_view end_of(std::string_view id) { return id.substr(group_of(id).size() + 1); }

std::optional<std::string> probe_page(std::string_view word) {
  for (auto const& p : all_probes()) {
    if (!same_letters(word, p.code) && !same_letters(word, p.id) && !same_letters(word, end_of(p.id)))
      continue;
    if (auto const* found = find_page(p.code)) return std::string(found->text);
  }
  return std::nullopt;
}

std::optional<std::string> group_page(std::string_view word) {
  std::vector<std::string> codes;
  for (auto const& p : all_probes()) {
    if (same_letters(word, group_of(p.id))) codes.emplace_back(p.code);
  }
  if (codes.empty()) return std::nullopt;
  return fmt::format("# {}\n\nThe probes of this group:\n\n{}", group_of(word), probe_list(codes));
}

std::string error_text(error_class const& e) {
  auto text = fmt::format("\n## {}\n\nSaid by: {}.\n\n{}.\n\nMend it: {}.\n", e.message, e.raised_by,
                          e.meaning, e.remedy);
  auto const probes = probe_list(split(e.probes));
  return probes.empty() ? text : text + "\nShown by:\n\n" + probes;
}

std::string error_texts(std::vector<error_class> const& errors) {
  std::string text;
  for (auto const& e : errors) text += error_text(e);
  return text;
}

std::optional<std::string> sqlstate_page(std::string_view word) {
  auto const errors = errors_of_sqlstate(word);
  if (errors.empty()) return std::nullopt;
  return fmt::format("# SQLSTATE {}\n\nWhat it means behind a pooler.\n{}", errors.front().sqlstate,
                     error_texts(errors));
}

std::optional<std::string> driver_of(std::string_view word) {
  std::string id(word);
  for (char& c : id) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (auto const choice = find_driver(id); choice.driver != nullptr) {
    return driver_page(choice, choice.config->id.empty());
  }
  for (auto const& d : all_drivers()) {
    if (same_letters(word, d.name)) return driver_page({&d, d.configs.data()}, true);
  }
  return std::nullopt;
}

std::optional<std::string> pool_mode_of(std::string_view word) {
  constexpr std::string_view key = "pool_mode=";
  if (word.starts_with(key)) word.remove_prefix(key.size());
  auto const mode = pool_mode_from(word);
  if (mode == pool_mode::unknown) return std::nullopt;
  auto const group = group_page(word);  // "session" is both
  return group ? mode_page(mode) + "\n" + *group : mode_page(mode);
}

bool does_without_names(habit h) { return h == habit::unnamed_one_sync || h == habit::simple_query; }

/// Settings of the drivers that may have given the name, with which they give none.
std::string settings_without_names(name_pattern const& row) {
  std::string list;
  std::string more;
  for (auto const& id : split(row.drivers)) {
    auto const* const d = find_driver(id).driver;
    if (d == nullptr) continue;
    for (auto const& config : d->configs) {
      if (does_without_names(config.habit)) list += fmt::format("* {}: {}\n", d->name, setting_text(config));
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
                          settings_without_names(*row));
  if (row->drivers.empty()) return text;
  return text + "\nWhat goes wrong with names:\n\n" + probe_list({"PP101", "PP102", "PP103"});
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

/// An error as a log shows it.
std::optional<std::string> line_page(std::string_view line) {
  static std::regex const sqlstate("\\b(?=[0-9A-Z]*[0-9])[0-9A-Z]{5}\\b");
  constexpr std::size_t longest = 2000;
  line = line.substr(0, longest);
  auto errors = errors_in(line);
  std::cmatch state;
  if (errors.empty() && std::regex_search(line.data(), line.data() + line.size(), state, sqlstate)) {
    errors = errors_of_sqlstate(std::string(state[0]));
  }
  auto text = name_pages(line);
  if (!errors.empty()) text += fmt::format("# SQLSTATE {}\n{}", errors.front().sqlstate, error_texts(errors));
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string_view without_quotes(std::string_view word) {
  constexpr std::string_view quotes = "\"'`";
  auto const is_quoted =
      word.size() > 2 && word.front() == word.back() && quotes.find(word.front()) != std::string_view::npos;
  return is_quoted ? word.substr(1, word.size() - 2) : word;
}

}  // namespace

std::string probe_list(std::vector<std::string> const& codes) {
  std::string list;
  for (auto const& p : all_probes()) {
    if (std::find(codes.begin(), codes.end(), p.code) == codes.end()) continue;
    list += fmt::format("* {} {}: {}\n", p.code, p.id, p.requirement);
  }
  return list;
}

std::optional<std::string> explain(std::string_view word) {
  auto const first = word.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return std::nullopt;
  word = without_quotes(word.substr(first, word.find_last_not_of(" \t\n") - first + 1));
  for (auto const find :
       {probe_page, sqlstate_page, driver_of, pool_mode_of, group_page, line_page, name_page}) {
    if (auto page = find(word)) return page;
  }
  return std::nullopt;
}

std::vector<std::string> explainable_words() {
  std::vector<std::string> words;
  auto const add = [&words](std::string_view word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
  };
  for (auto const& p : all_probes()) {
    add(p.code);
    add(p.id);
  }
  for (auto const& p : all_probes()) add(group_of(p.id));
  for (auto const& e : error_classes()) add(e.sqlstate);
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) add(c.id.empty() ? std::string(d.id) : fmt::format("{}:{}", d.id, c.id));
  }
  for (auto const mode : {pool_mode::transaction, pool_mode::session, pool_mode::statement}) {
    add(poolprobe::word(mode));
  }
  return words;
}

std::vector<std::string> similar_words(std::string_view word) {
  constexpr std::size_t enough = 3;
  auto known = explainable_words();
  for (auto const& p : all_probes()) known.emplace_back(end_of(p.id));
  std::vector<std::string> similar;
  auto const take = [&](std::string const& one) {
    if (similar.size() < enough) similar.push_back(one);
    std::erase(known, one);
  };
  for (auto best = nearest(word, known); !best.empty() && similar.size() < enough;
       best = nearest(word, known)) {
    take(best);
  }
  constexpr std::size_t telling = 4;  // fewer letters are part of everything
  for (auto const& one : std::vector(known)) {
    auto const part = word.size() >= telling && one.find(word) != std::string::npos;
    auto const whole = one.size() >= telling && word.starts_with(one);
    if (part || whole) take(one);
  }
  return similar;
}

}  // namespace poolprobe
