#include "connection_text/keyword_text.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view spaces = " \t\n\r\f\v";
constexpr char const* quote_hint =
    "put a value with spaces between single quotes, and a backslash before each ' and \\ in it";

void skip_spaces(std::string_view& rest) {
  auto const at = rest.find_first_not_of(spaces);
  rest.remove_prefix(at == std::string_view::npos ? rest.size() : at);
}

std::string take_key(std::string_view& rest) {
  auto const end = rest.find_first_of(" \t\n\r\f\v=");
  std::string key{rest.substr(0, end)};
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end);
  skip_spaces(rest);
  if (!rest.starts_with('=')) refuse("the connection string has a word without '=' behind it", quote_hint);
  rest.remove_prefix(1);
  skip_spaces(rest);
  return key;
}

std::string take_value(std::string_view& rest) {
  bool const quoted = rest.starts_with('\'');
  if (quoted) rest.remove_prefix(1);
  auto const ends = [&](char c) { return quoted ? c == '\'' : spaces.find(c) != std::string_view::npos; };
  std::string value;
  while (!rest.empty() && !ends(rest.front())) {
    if (rest.front() == '\\') rest.remove_prefix(1);
    if (rest.empty()) break;
    value += rest.front();
    rest.remove_prefix(1);
  }
  if (quoted && rest.empty()) refuse("the connection string has a quote that is never closed", quote_hint);
  if (quoted) rest.remove_prefix(1);
  return value;
}

}  // namespace

std::vector<setting> parse_keyword_string(std::string_view text) {
  std::vector<setting> settings;
  bool may_be_named = true;
  for (skip_spaces(text); !text.empty(); skip_spaces(text)) {
    auto key = take_key(text);
    auto value = take_value(text);
    // What follows a password, alone or in some URL, might be the rest of one with spaces in it.
    bool const may_hold_password = sounds_secret(key) || value.find_first_of(":;@") != std::string::npos;
    settings.push_back({std::move(key), std::move(value), may_be_named});
    may_be_named = may_be_named && !may_hold_password;
  }
  // A lone pair might be a password in base64, which ends in '='.
  if (settings.size() == 1) settings.front().may_be_named = false;
  return settings;
}

std::string keyword_pair(std::string_view key, std::string_view value, std::string_view also_quoted) {
  auto const is_plain = !value.empty() && value.find_first_of(" \t\n\r\f\v'\\") == std::string_view::npos &&
                        value.find_first_of(also_quoted) == std::string_view::npos;
  std::string pair(key);
  pair += '=';
  if (is_plain) return pair.append(value);
  pair += '\'';
  for (char const c : value) {
    if (c == '\'' || c == '\\') pair += '\\';
    pair += c;
  }
  return pair += '\'';
}

}  // namespace poolprobe
