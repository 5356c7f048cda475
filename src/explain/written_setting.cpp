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

namespace {

/// The key and value of one of the forms below; the rest of the text is not looked at.
std::optional<written_setting> plain_pair(std::string_view key, std::string_view value) {
  key = trimmed(key, " \t\"'`$");
  value = trimmed(value, " \t\"'`");
  auto const is_one = [](std::string_view word) {
    return !word.empty() && is_plain(word) && word.find_first_of(" =()<>{}\"'") == std::string_view::npos;
  };
  if (!is_one(key) || !is_one(value)) return std::nullopt;
  return written_setting{std::string(key), std::string(value)};
}

/// `setPrepareThreshold` sets prepareThreshold.
std::string_view without_set(std::string_view name) {
  for (std::string_view const verb : {"set", "with"}) {
    auto const rest = name.substr(std::min(verb.size(), name.size()));
    if (name.starts_with(verb) && !rest.empty() && rest.front() >= 'A' && rest.front() <= 'Z') return rest;
  }
  return name;
}

/// A number, a truth value or nothing: what the argument of a setting is, and that of a query is not.
bool is_constant(std::string_view value) {
  value = trimmed(value, " \t\"'`");
  constexpr std::string_view words[] = {"true", "false", "none", "nil", "null", "on", "off", "yes", "no"};
  auto const is_word = [value](std::string_view word) { return same_letters(value, word); };
  return !value.empty() && (value.find_first_not_of("-0123456789") == std::string_view::npos ||
                            std::any_of(std::begin(words), std::end(words), is_word));
}

/// The last call of a chain: with one argument its name is the key, with two the first one is.
std::optional<written_setting> setting_of_call(std::string_view text) {
  if (!text.ends_with(')')) return std::nullopt;
  auto const open = text.rfind('(');
  if (open == std::string_view::npos) return std::nullopt;
  auto const arguments = text.substr(open + 1, text.size() - open - 2);
  if (auto const comma = arguments.find(','); comma != std::string_view::npos)
    return plain_pair(arguments.substr(0, comma), arguments.substr(comma + 1));
  if (!is_constant(arguments)) return std::nullopt;
  auto const before = text.substr(0, open);
  auto const name =
      before.find_last_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
  return plain_pair(without_set(before.substr(name == std::string_view::npos ? 0 : name + 1)), arguments);
}

/// "...{key} = value", "...['key'] = value"
std::optional<written_setting> setting_of_element(std::string_view text) {
  auto const close = text.find_first_of("}]");
  auto const open = text.substr(0, std::min(close, text.size())).find_last_of("{[");
  if (close == std::string_view::npos || open == std::string_view::npos) return std::nullopt;
  auto const rest = trimmed(text.substr(close + 1));
  if (!rest.starts_with('=') || rest.starts_with("=>")) return std::nullopt;
  return plain_pair(text.substr(open + 1, close - open - 1), rest.substr(1));
}

/// `<property name="key" value="0"/>`, `<key>0</key>`
std::optional<written_setting> setting_of_xml(std::string_view text) {
  if (!text.starts_with('<')) return std::nullopt;
  auto const attribute = [text](std::string_view name) -> std::string_view {
    auto const at = text.find(name);
    if (at == std::string_view::npos || at + name.size() >= text.size()) return {};
    auto const value = text.substr(at + name.size());
    return value.substr(1, std::min(value.find(value.front(), 1), value.size()) - 1);
  };
  for (std::string_view const name : {" name=", " key="}) {
    if (auto pair = plain_pair(attribute(name), attribute(" value="))) return pair;
  }
  auto const open = text.find('>');
  auto const close = text.find("</");
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  return plain_pair(text.substr(1, open - 1), text.substr(open + 1, close - open - 1));
}

}  // namespace

std::optional<written_setting> setting_in_code(std::string_view text) {
  text = trimmed(text, " \t\r\n;,");
  if (text.find('\n') != std::string_view::npos) return std::nullopt;
  for (auto const read : {setting_of_xml, setting_of_element, setting_of_call}) {
    if (auto pair = read(text)) return pair;
  }
  text = trimmed(text, " \t[]{}()");  // "[PDO::X => true]", "PDO::X, true"
  auto const comma = text.find(',');
  if (comma != std::string_view::npos && is_constant(text.substr(comma + 1)))
    return plain_pair(text.substr(0, comma), text.substr(comma + 1));
  auto const arrow = text.find("=>");
  return arrow == std::string_view::npos ? std::nullopt
                                         : plain_pair(text.substr(0, arrow), text.substr(arrow + 2));
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
