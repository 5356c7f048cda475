#include "connection_text/assigned_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "connection_text/connection_text_dialect.hpp"
#include "connection_text/semicolon_text.hpp"
#include "connection_text/url_text.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "conninfo/setting.hpp"
#include "text/ascii.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view name_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

constexpr std::string_view quotes = "\"'`";

struct assignment {
  std::string_view variable;
  std::string_view value;  ///< without its quotes
  bool is_quoted = false;
  bool has_comment = false;
  char stripped = 0;  ///< the comma, semicolon or quote that followed a value without quotes
};

bool is_quote(std::string_view rest) {
  return !rest.empty() && quotes.find(rest.front()) != std::string_view::npos;
}

void skip(std::string_view& rest, std::string_view any_of) {
  rest.remove_prefix(std::min(rest.find_first_not_of(any_of), rest.size()));
}

bool take(std::string_view& rest, std::string_view word) {
  if (!rest.starts_with(word)) return false;
  rest.remove_prefix(word.size());
  return true;
}

/// "=", ":=", "=>", or a colon with a space or a quote behind it: "jdbc:pgsql://" is no assignment.
bool take_separator(std::string_view& rest) {
  rest = trimmed(rest);
  for (std::string_view const sign : {"=>", ":=", "="}) {
    if (take(rest, sign)) return true;
  }
  auto const is_colon = rest.size() > 1 && rest.front() == ':' &&
                        std::string_view(" \t\"'`{").find(rest[1]) != std::string_view::npos;
  return is_colon && take(rest, ":");
}

/// A name with its separator at the beginning, taken away; empty where there is none. Around the name may be
/// quotes (JSON), a colon (Ruby), or how the environment is called: "$env:NAME", "$ENV{NAME}", "ENV['NAME']".
std::string_view take_name(std::string_view& rest) {
  auto after = rest;
  for (std::string_view const word : {"$env:", "$Env:", "$ENV{", "ENV[", ":", "$"}) {
    if (take(after, word)) break;
  }
  auto const opened = is_quote(after) ? after.front() : '\0';
  if (opened != '\0') after.remove_prefix(1);
  auto const end = std::min(after.find_first_not_of(name_letters), after.size());
  auto const name = after.substr(0, end);
  after.remove_prefix(end);
  if (opened != '\0' && !take(after, {&opened, 1})) return {};
  skip(after, "]}");
  if (name.empty() || !take_separator(after)) return {};
  rest = trimmed(after);
  return name;
}

bool is_comment(std::string_view rest) {
  return rest.starts_with('#') || rest.starts_with("//") || rest.starts_with("--");
}

/// Whether another variable ("NAME=") or a comment begins there.
bool is_another(std::string_view rest) {
  auto const end = rest.find_first_not_of(name_letters);
  return is_comment(rest) || (end != std::string_view::npos && end > 0 && rest[end] == '=');
}

/// A value without quotes: it ends before a comment, which has a space before it, and where a shell would
/// read the next variable.
std::string_view take_plain_value(std::string_view& rest) {
  auto end = rest.size();
  for (auto at = rest.find_first_of(" \t"); at != std::string_view::npos;
       at = rest.find_first_of(" \t", at + 1)) {
    if (!is_another(trimmed(rest.substr(at)))) continue;
    end = at;
    break;
  }
  auto const value = trimmed(rest.substr(0, end));
  rest = trimmed(rest.substr(end));
  return value;
}

/// nullopt where the quote is not closed, or something else follows it.
std::optional<std::string_view> take_quoted_value(std::string_view& rest) {
  auto const end = rest.find(rest.front(), 1);
  if (end == std::string_view::npos) return std::nullopt;
  auto const value = trimmed(rest.substr(1, end - 1));
  rest.remove_prefix(end + 1);
  auto const behind = rest.substr(0, std::min(rest.find_first_not_of(" \t,;)]}"), rest.size()));
  rest.remove_prefix(behind.size());
  auto const next = behind.find(',') != std::string_view::npos && is_quote(rest);
  return rest.empty() || next || is_another(rest) ? std::optional(value) : std::nullopt;
}

/// A URL that ends in a comma, a semicolon or a quote has it from the line that it was copied from.
char take_mark_behind(std::string_view& value) {
  constexpr std::string_view marks = ",;\"'`";
  auto const* const rules = find_dialect(value);
  if (rules == nullptr || rules->form != form::url || marks.find(value.back()) == std::string_view::npos)
    return '\0';
  auto const mark = value.back();
  auto const end = value.find_last_not_of(" \t,;\"'`");
  value = value.substr(0, end + 1);
  return mark;
}

void skip_words_before(std::string_view& rest) {
  for (std::string_view const word :
       {"export ", "set ", "ENV ", "const ", "let ", "var ", "val ", "final ", "String ", "- ", "{"}) {
    if (take(rest, word)) rest = trimmed(rest);
  }
}

/// The variables of a line: "export A='...'", "set A=...", "- A: ..." of YAML, "A=... B=...  # comment", the
/// pairs of JSON, an assignment of a program.
std::vector<assignment> assignments_of(std::string_view line) {
  std::vector<assignment> all;
  auto rest = trimmed(line);
  skip_words_before(rest);
  while (!rest.empty() && !is_comment(rest)) {
    assignment one{take_name(rest), {}};
    if (one.variable.empty() || rest.empty()) return all;
    if (take(rest, "{")) {  // JSON within JSON
      rest = trimmed(rest);
      continue;
    }
    one.is_quoted = is_quote(rest);
    auto const value = one.is_quoted ? take_quoted_value(rest) : std::optional(take_plain_value(rest));
    if (!value) return all;
    one.value = *value;
    one.has_comment = is_comment(rest);
    if (!one.is_quoted && !one.value.empty()) one.stripped = take_mark_behind(one.value);
    all.push_back(one);
  }
  return all;
}

/// Whether the value is a connection text by itself. Pairs without quotes are not: in "host=h" `host` would
/// be a variable too. "pgsql:" and the like begin a text of their own.
bool is_text(assignment const& a) {
  if (is_libpq_key(a.variable)) return false;
  return find_dialect(a.value) != nullptr || looks_like_url(a.value) ||
         (a.is_quoted && a.value.find('=') != std::string_view::npos);
}

/// The same where there are other variables, which may have the URL of something else, or a key in base64.
bool is_postgres(assignment const& a) {
  if (!is_text(a)) return false;
  if (find_dialect(a.value) != nullptr || looks_like_npgsql(a.value)) return true;
  return is_libpq_key(trimmed(a.value.substr(0, a.value.find('='))));
}

std::vector<assignment> texts_in(std::string_view whole) {
  std::vector<assignment> all;
  for (auto const line : split(whole, '\n')) {
    auto const of_line = assignments_of(line);
    all.insert(all.end(), of_line.begin(), of_line.end());
  }
  if (all.size() == 1 && whole.find('\n') == std::string_view::npos) {
    std::erase_if(all, [](assignment const& a) { return !is_text(a); });
  } else {
    std::erase_if(all, [](assignment const& a) { return !is_postgres(a); });
  }
  return all;
}

bool is_blank_or_comment(std::string_view line) {
  auto const text = trimmed(line);
  return text.empty() || text.starts_with('#');
}

std::string_view without_mark(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

std::string without_mark_behind(char mark) {
  return mark == '\0' ? std::string()
                      : fmt::format(", without the {0}{1}{0} behind it", mark == '\'' ? '"' : '\'', mark);
}

/// A bare URL without what stood behind it in its line. A '#' before an '@' may be part of a password.
bare_text without_rest_of_line(std::string_view text, std::string remark) {
  for (auto at = text.find_first_of(" \t"); at != std::string_view::npos;
       at = text.find_first_of(" \t", at + 1)) {
    auto const rest = trimmed(text.substr(at));
    if (!is_comment(rest) || rest.find('@') != std::string_view::npos) continue;
    text = trimmed(text.substr(0, at));
    remark += ", with a comment behind it";
    break;
  }
  auto const mark = take_mark_behind(text);
  return {text, remark + without_mark_behind(mark)};
}

/// What stands between the quotes that are all around it, but for a comma or semicolon; else empty.
std::string_view between_quotes(std::string_view text) {
  if (!is_quote(text)) return {};
  auto const mark = text.front();
  text = text.substr(0, text.find_last_not_of(" \t,;") + 1);
  auto const is_whole = text.size() > 2 && text.back() == mark && text.find(mark, 1) == text.size() - 1;
  return is_whole ? trimmed(text.substr(1, text.size() - 2)) : std::string_view();
}

/// The only connection text that stands between quotes somewhere in a line; empty where there is none, or
/// more than one, and where libpq's own pairs may be meant.
std::string_view only_text_between_quotes(std::string_view text) {
  std::string_view only;
  if (is_libpq_key(trimmed(text.substr(0, text.find('='))))) return only;
  while (true) {
    auto const begin = text.find_first_of(quotes);
    auto const end = begin == std::string_view::npos ? begin : text.find(text[begin], begin + 1);
    if (end == std::string_view::npos) return only;
    auto const part = trimmed(text.substr(begin + 1, end - begin - 1));
    if (find_dialect(part) != nullptr || looks_like_npgsql(part)) {
      if (!only.empty() && only != part) return {};
      only = part;
    }
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view without_comment_lines(std::string_view whole) {
  auto text = trimmed(without_mark(whole));
  while (!text.empty() && is_blank_or_comment(text.substr(0, text.find('\n')))) {
    auto const end = text.find('\n');
    text = end == std::string_view::npos ? std::string_view() : trimmed(text.substr(end));
  }
  for (auto last = text.rfind('\n'); last != std::string_view::npos; last = text.rfind('\n')) {
    if (!is_blank_or_comment(text.substr(last))) break;
    text = trimmed(text.substr(0, last));
  }
  return text;
}

std::vector<std::string> variables_with_connection_text(std::string_view whole) {
  std::vector<std::string> names;
  for (auto const& a : texts_in(without_comment_lines(whole))) names.emplace_back(a.variable);
  return names;
}

bare_text without_surroundings(std::string_view whole) {
  auto const text = without_comment_lines(whole);
  auto const has_comments = text.size() < trimmed(without_mark(whole)).size();
  std::string const comments = has_comments ? ", without its lines of comment" : "";
  if (auto const* const rules = find_dialect(text); rules != nullptr) {
    return rules->form == form::url ? without_rest_of_line(text, comments) : bare_text{text, comments};
  }
  if (looks_like_url(text) || looks_like_npgsql(text)) return {text, comments};
  auto const found = texts_in(text);
  if (found.size() > 1) {
    refuse(fmt::format("more than one variable has a connection text: {} and {}", found[0].variable,
                       found[1].variable),
           "give the value of one");
  }
  if (found.size() == 1) {
    auto const& one = found.front();
    auto const remark = fmt::format(", written as {}=...{}", one.variable,
                                    one.has_comment ? " with a comment behind it" : "");
    return {one.value, remark + without_mark_behind(one.stripped)};
  }
  if (auto const inner = between_quotes(text); !inner.empty()) return {inner, ", in quotes"};
  if (auto const part = only_text_between_quotes(text); !part.empty()) return {part, ", between quotes"};
  if (text.starts_with('<') && text.ends_with('>')) return {trimmed(text, " <>"), ", in brackets"};
  return {text, comments};
}

}  // namespace poolprobe
