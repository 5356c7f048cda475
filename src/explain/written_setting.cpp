#include <algorithm>

#include "explain/pasted_text.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view key_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.";

void skip(std::string_view& text, std::string_view any_of) {
  text.remove_prefix(std::min(text.find_first_not_of(any_of), text.size()));
}

/// The characters between a key and its value: "=", ":", "=>", ": =>" of a Ruby symbol.
bool skip_separator(std::string_view& text, bool comma) {
  skip(text, "\"'` \t");
  if (text.starts_with("=>")) {
    text.remove_prefix(2);
  } else if (!text.empty() &&
             (text.front() == '=' || text.front() == ':' || (comma && text.front() == ','))) {
    text.remove_prefix(1);
  } else {
    return false;
  }
  skip(text, " \t");
  return true;
}

/// What may be shown again.
bool is_plain(std::string_view value) {
  constexpr std::size_t longest = 64;
  return value.size() <= longest &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// A scalar: a word, a number, a Ruby symbol, or something in quotes.
std::string_view take_value(std::string_view& text) {
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    auto const end = text.find(text.front(), 1);
    if (end == std::string_view::npos) return {};
    auto const value = text.substr(1, end - 1);
    text.remove_prefix(end + 1);
    return is_plain(value) ? value : std::string_view();
  }
  if (text.starts_with(':')) text.remove_prefix(1);
  auto const end = std::min(text.find_first_not_of(key_letters), text.size());
  auto const value = text.substr(0, end);
  text.remove_prefix(end);
  return value;
}

/// What may follow a setting that is all there is: a comma, a bracket that closes, a remark.
bool is_end(std::string_view rest) {
  skip(rest, " \t\r,;})]");
  return rest.empty() || rest.front() == '#' || rest.starts_with("//") || rest.starts_with("--");
}

/// What may stand before the key: dashes of an option or a list, the "?" of a URL, a Ruby symbol's colon.
std::string_view key_of(std::string_view& text) {
  skip(text, "-? \t{:\"'`");
  auto const end = std::min(text.find_first_not_of(key_letters), text.size());
  auto const key = text.substr(0, end);
  text.remove_prefix(end);
  return key;
}

bool is_key_letter(char c) { return key_letters.find(c) != std::string_view::npos && c != '.'; }

}  // namespace

std::optional<written_setting> setting_in(std::string_view text) {
  auto rest = trimmed(text, " \t\r");
  if (rest.find('\n') != std::string_view::npos) return std::nullopt;
  auto const key = key_of(rest);
  if (key.empty() || !skip_separator(rest, false)) return std::nullopt;
  auto const value = take_value(rest);
  if (value.empty() || !is_end(rest)) return std::nullopt;
  auto const dot = key.rfind('.');
  return written_setting{std::string(dot == std::string_view::npos ? key : key.substr(dot + 1)),
                         std::string(value)};
}

std::optional<std::string> value_within(std::string_view text, std::string_view key) {
  for (auto at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    auto const before = at == 0 || !is_key_letter(text[at - 1]);
    auto rest = text.substr(at + key.size());
    if (!before || (!rest.empty() && is_key_letter(rest.front()))) continue;
    auto const quoted = at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'');
    if (!skip_separator(rest, quoted)) continue;
    if (auto const value = take_value(rest); !value.empty()) return std::string(value);
  }
  return std::nullopt;
}

}  // namespace poolprobe
