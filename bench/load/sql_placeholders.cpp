#include "bench/load/sql_placeholders.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace poolprobe::bench {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
/// Beyond ASCII everything is a letter to PostgreSQL.
bool is_word(char c) {
  auto const byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0 || c == '_' || c == '$';
}

std::size_t past(std::string_view sql, std::size_t from, std::string_view end) {
  auto const at = sql.find(end, from);
  return at == std::string_view::npos ? sql.size() : at + end.size();
}

/// Behind a string, in which two quotes are one; a backslash escapes only where an E stands before it.
std::size_t past_string(std::string_view sql, std::size_t at) {
  auto const escapes =
      at > 0 && (sql[at - 1] == 'E' || sql[at - 1] == 'e') && (at < 2 || !is_word(sql[at - 2]));
  for (++at; at < sql.size(); ++at) {
    if (sql[at] == '\\' && escapes)
      ++at;
    else if (sql.substr(at, 2) == "''")
      ++at;
    else if (sql[at] == '\'')
      return at + 1;
  }
  return sql.size();
}

/// Comments nest.
std::size_t past_comment(std::string_view sql, std::size_t at) {
  int depth = 0;
  for (; at + 1 < sql.size(); ++at) {
    auto const two = sql.substr(at, 2);
    if (two == "/*")
      ++depth, ++at;
    else if (two == "*/" && ++at && --depth == 0)
      return at + 1;
  }
  return sql.size();
}

/// Behind what opens at `at` and hides what it holds; `at` where nothing does.
std::size_t past_hidden(std::string_view sql, std::size_t at) {
  if (sql[at] == '\'') return past_string(sql, at);
  if (sql[at] == '"') return past(sql, at + 1, "\"");
  if (sql.substr(at, 2) == "--") return past(sql, at, "\n");
  if (sql.substr(at, 2) == "/*") return past_comment(sql, at);
  if (sql[at] != '$' || (at > 0 && is_word(sql[at - 1]))) return at;
  auto end = at + 1;
  while (end < sql.size() && is_word(sql[end]) && sql[end] != '$') ++end;
  auto const opens = end < sql.size() && sql[end] == '$' && (end == at + 1 || !is_digit(sql[at + 1]));
  return opens ? past(sql, end + 1, sql.substr(at, end + 1 - at)) : at;
}

struct placeholder {
  std::size_t begin, end, number;
};

std::vector<placeholder> placeholders_in(std::string_view sql) {
  constexpr std::size_t most = 65'535;  // the protocol counts parameters in 16 bits
  std::vector<placeholder> all;
  for (std::size_t at = 0; at < sql.size();) {
    if (auto const behind = past_hidden(sql, at); behind != at) {
      at = behind;
      continue;
    }
    auto end = at + 1;
    std::size_t number = 0;
    if (sql[at] == '$' && (at == 0 || !is_word(sql[at - 1]))) {
      for (; end < sql.size() && is_digit(sql[end]); ++end)
        number = std::min(most, number * 10 + static_cast<std::size_t>(sql[end] - '0'));
    }
    if (number > 0) all.push_back({at, end, number});
    at = end;
  }
  return all;
}

std::string quoted(std::string_view value) {
  std::string text = value.find('\\') == std::string_view::npos ? "'" : " E'";
  for (auto const c : value) {
    if (c == '\'' || c == '\\') text.push_back(c);
    text.push_back(c);
  }
  return text + "'";
}

}  // namespace

std::size_t highest_placeholder(std::string_view sql) {
  std::size_t highest = 0;
  for (auto const& p : placeholders_in(sql)) highest = std::max(highest, p.number);
  return highest;
}

std::string with_literals(std::string_view sql, std::vector<std::string> const& values) {
  std::string text;
  std::size_t done = 0;
  for (auto const& p : placeholders_in(sql)) {
    text.append(sql.substr(done, p.begin - done)).append(quoted(values.at(p.number - 1)));
    done = p.end;
  }
  return text.append(sql.substr(done));
}

}  // namespace poolprobe::bench
