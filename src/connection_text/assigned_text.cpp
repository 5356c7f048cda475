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

constexpr std::string_view name_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";

struct assignment {
  std::string_view variable;
  std::string_view value;  ///< without its quotes
  bool is_quoted = false;
  bool has_comment = false;
};

/// "NAME=" or "NAME:" at the beginning, taken away; empty where there is none.
std::string_view take_name(std::string_view& rest) {
  auto const end = std::min(rest.find_first_not_of(name_letters), rest.size());
  auto const after = trimmed(rest.substr(end));
  if (end == 0 || after.empty() || (after.front() != '=' && after.front() != ':')) return {};
  auto const name = rest.substr(0, end);
  rest = trimmed(after.substr(1));
  return name;
}

/// Whether another variable ("NAME=") or a comment begins there.
bool is_another(std::string_view rest) {
  auto const end = rest.find_first_not_of(name_letters);
  return rest.starts_with('#') || (end != std::string_view::npos && end > 0 && rest[end] == '=');
}

/// A value without quotes: it ends before a comment, which has a space before its '#', and where a shell
/// would read the next variable.
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
  rest = trimmed(rest.substr(end + 1));
  if (rest.starts_with(';')) rest = trimmed(rest.substr(1));
  return rest.empty() || is_another(rest) ? std::optional(value) : std::nullopt;
}

/// The variables of a line: "export A='...'", "set A=...", "- A: ..." of YAML, "A=... B=...  # comment".
std::vector<assignment> assignments_of(std::string_view line) {
  std::vector<assignment> all;
  auto rest = trimmed(line);
  for (std::string_view const word : {"export ", "set ", "- "}) {
    if (rest.starts_with(word)) rest = trimmed(rest.substr(word.size()));
  }
  while (!rest.empty() && rest.front() != '#') {
    assignment one{take_name(rest), {}};
    if (one.variable.empty() || rest.empty()) return all;
    one.is_quoted = rest.front() == '"' || rest.front() == '\'';
    auto const value = one.is_quoted ? take_quoted_value(rest) : std::optional(take_plain_value(rest));
    if (!value) return all;
    one.value = *value;
    one.has_comment = rest.starts_with('#');
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
  if (find_dialect(text) != nullptr) return {text, comments};
  auto const found = texts_in(text);
  if (found.size() > 1) {
    refuse(fmt::format("more than one variable has a connection text: {} and {}", found[0].variable,
                       found[1].variable),
           "give the value of one");
  }
  if (found.size() == 1) {
    auto const& one = found.front();
    return {one.value, fmt::format(", written as {}=...{}", one.variable,
                                   one.has_comment ? " with a comment behind it" : "")};
  }
  auto const is_quoted =
      text.size() > 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (is_quoted) return {trimmed(text.substr(1, text.size() - 2)), ", in quotes"};
  return {text, comments};
}

}  // namespace poolprobe
