#include "explain/pasted_text.hpp"

#include <algorithm>

#include "explain/escapes.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t longest = std::size_t{16} * 1024;

/// French writes spaces inside of guillemets, German turns them round.
std::string straightened(std::string_view text) {
  constexpr std::string_view left = "\xc2\xab";
  constexpr std::string_view right = "\xc2\xbb";
  std::string result;
  bool open = false;
  while (!text.empty()) {
    auto const is_left = text.starts_with(left);
    if (!is_left && !text.starts_with(right)) {
      if (text.front() == '\n') open = false;
      result += text.front();
      text.remove_prefix(1);
      continue;
    }
    text.remove_prefix(left.size());
    if (open) result.erase(result.find_last_not_of(' ') + 1);
    if (!open && is_left) text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    result += '"';
    open = !open;
  }
  return result;
}

/// ESC [ numbers letter
std::string without_colours(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    if (text.starts_with("\x1b[")) {
      auto const end = text.find_first_not_of("0123456789;", 2);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      continue;
    }
    result += text.front();
    text.remove_prefix(1);
  }
  return result;
}

bool is_code_character(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); }
bool is_word_character(char c) { return is_code_character(c) || (c >= 'a' && c <= 'z') || c == '_'; }

}  // namespace

std::string plain_text(std::string_view pasted) {
  auto const read = [](std::string_view text) {
    return with_plain_characters(without_colours(unescaped(text)));
  };
  // Text may be escaped twice on its way through a log.
  auto const once = read(pasted.substr(0, longest));
  return std::string(trimmed(straightened(read(once))));
}

std::vector<std::string> quoted_parts(std::string_view text) {
  constexpr std::size_t longest_name = 63;
  std::vector<std::pair<std::size_t, std::string>> all;
  for (char const quote : {'"', '\'', '`'}) {
    auto at = text.find(quote);
    while (at != std::string_view::npos) {
      auto const end = text.find(quote, at + 1);
      if (end == std::string_view::npos) break;
      if (end > at + 1 && end - at - 1 <= longest_name)
        all.emplace_back(at, text.substr(at + 1, end - at - 1));
      at = end;
    }
  }
  std::sort(all.begin(), all.end());
  std::vector<std::string> parts;
  for (auto& [at, part] : all) parts.push_back(std::move(part));
  return parts;
}

std::vector<std::string> names_beside(std::string_view text) {
  std::vector<std::string> names;
  for (std::string_view const word : {"prepared statement ", "cursor ", "portal "}) {
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      auto const rest = text.substr(at + word.size());
      if (!rest.starts_with('"')) continue;
      auto const end = rest.find('"', 1);
      if (end != std::string_view::npos && end > 1) names.emplace_back(rest.substr(1, end - 1));
    }
  }
  return names;
}

std::string with_double_quotes(std::string_view text) {
  constexpr std::string_view ends_it = "'`\" \t\r\n";
  std::string result(text);
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const quote = text[at];
    auto const begins = (quote == '\'' || quote == '`') && (at == 0 || !is_word_character(text[at - 1]));
    if (!begins) continue;
    auto const end = text.find_first_of(ends_it, at + 1);
    if (end == std::string_view::npos || text[end] != quote || end == at + 1) continue;
    if (end + 1 < text.size() && is_word_character(text[end + 1])) continue;
    result[at] = result[end] = '"';
    at = end;
  }
  return result;
}

std::vector<std::string> codes_in(std::string_view text) {
  constexpr std::size_t length = 5;
  std::vector<std::string> codes;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at;
    while (end < text.size() && is_word_character(text[end])) ++end;
    auto const word = text.substr(at, end - at);
    auto const is_code = word.size() == length && std::all_of(word.begin(), word.end(), is_code_character) &&
                         std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_code) codes.emplace_back(word);
    at = std::max(end, at + 1);
  }
  return codes;
}

}  // namespace poolprobe
