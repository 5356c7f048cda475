#include "explain/escapes.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <optional>

#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::uint32_t largest = 0x10FFFF;

bool is_surrogate(std::uint32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

std::string utf8(std::uint32_t c) {
  auto const tail = [c](int shift) { return static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

/// How many bytes the character has that the text begins with; 0 where it is no valid UTF-8.
std::size_t length_of_character(std::string_view text) {
  auto const at = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  auto const first = at(0);
  std::size_t const length = first < 0x80 ? 1 : first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (length == 0 || first > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xC0U) != 0x80U) return 0;
  }
  auto const second = length > 1 ? at(1) : 0;
  auto const is_wrong = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
  return is_wrong ? 0 : length;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    auto const length = length_of_character(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::optional<std::uint32_t> number(std::string_view digits, int base) {
  std::uint32_t value = 0;
  auto const* const end = digits.data() + digits.size();
  auto const [at, error] = std::from_chars(digits.data(), end, value, base);
  return !digits.empty() && error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

/// What an escape stands for, and how much of the text it is; nothing where there is none.
struct decoded {
  std::string means;
  std::size_t length = 0;
};

/// A character that may stand in the text of a message.
decoded character(std::uint32_t c, std::size_t length) {
  if (c == 0 || c > largest || is_surrogate(c)) return {};
  return {utf8(c), length};
}

/// "\u" and four digits.
std::optional<std::uint32_t> unit(std::string_view text) {
  constexpr std::size_t length = 6;
  return text.starts_with("\\u") && text.size() >= length ? number(text.substr(2, 4), 16) : std::nullopt;
}

decoded unicode_escape(std::string_view text) {
  constexpr std::size_t one = 6;
  if (text.starts_with("\\u{")) {
    auto const end = text.substr(0, 12).find('}');
    auto const c = end == std::string_view::npos ? std::nullopt : number(text.substr(3, end - 3), 16);
    return c ? character(*c, end + 1) : decoded{};
  }
  if (text.starts_with("\\U")) {
    constexpr std::size_t long_form = 10;
    auto const c = text.size() < long_form ? std::nullopt : number(text.substr(2, 8), 16);
    return c ? character(*c, long_form) : decoded{};
  }
  auto const first = unit(text);
  if (!first) return {};
  if (*first < 0xD800 || *first > 0xDBFF) return character(*first, one);
  auto const second = unit(text.substr(one));
  if (!second || *second < 0xDC00 || *second > 0xDFFF) return {};
  return character(0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00), 2 * one);
}

/// All bytes that follow each other as `prefix` and two digits. Only together they are a text: alone they may
/// be a part of a character, or something else that looks like it.
decoded bytes_escape(std::string_view text, std::string_view prefix) {
  std::string bytes;
  std::size_t at = 0;
  while (text.substr(at).starts_with(prefix)) {
    auto const digits = text.substr(at + prefix.size(), 2);
    auto const byte = digits.size() == 2 ? number(digits, 16) : std::nullopt;
    if (!byte || *byte == 0) break;
    bytes += static_cast<char>(*byte);
    at += prefix.size() + 2;
  }
  return !bytes.empty() && is_utf8(bytes) ? decoded{bytes, at} : decoded{};
}

decoded backslash(std::string_view text) {
  if (text.size() < 2) return {};
  constexpr std::string_view itself = "\"'/\\";
  auto const letter = text[1];
  if (itself.find(letter) != std::string_view::npos) return {std::string(1, letter), 2};
  if (letter == 'n' || letter == 'r') return {"\n", 2};
  if (letter == 't') return {" ", 2};
  if (letter == 'u' || letter == 'U') return unicode_escape(text);
  if (letter != 'x') return {};
  if (auto bytes = bytes_escape(text, "\\x"); bytes.length > 0) return bytes;
  auto const c = text.size() < 4 ? std::nullopt : number(text.substr(2, 2), 16);  // Python's of ISO 8859-1
  return c ? character(*c, 4) : decoded{};
}

struct entity {
  std::string_view name;
  std::uint32_t means;
};
/// Quotes, spaces, what HTML itself needs, and the letters of the languages that PostgreSQL speaks.
constexpr entity entities[] = {
    {"quot", '"'},     {"apos", '\''},    {"lt", '<'},        {"gt", '>'},        {"amp", '&'},
    {"nbsp", 0xA0},    {"ensp", 0x2002},  {"emsp", 0x2003},   {"thinsp", 0x2009}, {"laquo", 0xAB},
    {"raquo", 0xBB},   {"lsquo", 0x2018}, {"rsquo", 0x2019},  {"sbquo", 0x201A},  {"ldquo", 0x201C},
    {"rdquo", 0x201D}, {"bdquo", 0x201E}, {"hellip", 0x2026}, {"ndash", 0x2013},  {"mdash", 0x2014},
    {"NewLine", '\n'}, {"Tab", ' '},      {"colon", ':'},     {"lowbar", '_'},    {"grave", '`'},
    {"lpar", '('},     {"rpar", ')'},     {"lsqb", '['},      {"rsqb", ']'},      {"equals", '='},
    {"sol", '/'},      {"period", '.'},   {"comma", ','},     {"num", '#'},       {"percnt", '%'},
    {"agrave", 0xE0},  {"aacute", 0xE1},  {"acirc", 0xE2},    {"atilde", 0xE3},   {"auml", 0xE4},
    {"aring", 0xE5},   {"ccedil", 0xE7},  {"egrave", 0xE8},   {"eacute", 0xE9},   {"ecirc", 0xEA},
    {"igrave", 0xEC},  {"iacute", 0xED},  {"icirc", 0xEE},    {"ntilde", 0xF1},   {"ograve", 0xF2},
    {"oacute", 0xF3},  {"ocirc", 0xF4},   {"otilde", 0xF5},   {"ouml", 0xF6},     {"ugrave", 0xF9},
    {"uacute", 0xFA},  {"ucirc", 0xFB},   {"uuml", 0xFC},     {"szlig", 0xDF},
};

decoded html(std::string_view text) {
  constexpr std::size_t longest = 12;
  auto const end = text.substr(0, longest).find(';');
  if (end == std::string_view::npos || end < 2) return {};
  auto const name = text.substr(1, end - 1);
  if (name.starts_with("#x") || name.starts_with("#X")) {
    auto const c = number(name.substr(2), 16);
    return c ? character(*c, end + 1) : decoded{};
  }
  if (name.starts_with('#')) {
    auto const c = number(name.substr(1), 10);
    return c ? character(*c, end + 1) : decoded{};
  }
  auto const* const found = std::find_if(std::begin(entities), std::end(entities),
                                         [name](entity const& e) { return e.name == name; });
  return found == std::end(entities) ? decoded{} : character(found->means, end + 1);
}

decoded escape_at(std::string_view text) {
  switch (text.front()) {
    case '\\':
      return backslash(text);
    case '%':
      return bytes_escape(text, "%");
    case '&':
      return html(text);
    default:
      return {};
  }
}

/// In a URL a space may be a plus; not so in its scheme ("postgresql+asyncpg://"), nor where there are
/// spaces.
std::string with_spaces_of_url(std::string text) {
  auto const scheme = text.find("://");
  std::replace(text.begin() + static_cast<std::ptrdiff_t>(scheme == std::string::npos ? 0 : scheme),
               text.end(), '+', ' ');
  return text;
}

bool is_url_encoded(std::string_view whole) {
  auto const text = trimmed(whole);
  auto const at = text.find('%');
  return text.find_first_of(" \t\r\n") == std::string_view::npos && at != std::string_view::npos &&
         bytes_escape(text.substr(at), "%").length > 0;
}

/// What is to stand for a character; nullopt for itself.
std::optional<std::string_view> plain(std::string_view character) {
  struct row {
    std::string_view character, means;
  };
  constexpr row rows[] = {
      {"\u201c", "\""}, {"\u201d", "\""}, {"\u201e", "\""}, {"\u201f", "\""}, {"\uff02", "\""},
      {"\u2018", "'"},  {"\u2019", "'"},  {"\u201a", "'"},  {"\u201b", "'"},  {"\uff07", "'"},
      {"\u00a0", " "},  {"\u1680", " "},  {"\u2000", " "},  {"\u2001", " "},  {"\u2002", " "},
      {"\u2003", " "},  {"\u2004", " "},  {"\u2005", " "},  {"\u2006", " "},  {"\u2007", " "},
      {"\u2008", " "},  {"\u2009", " "},  {"\u200a", " "},  {"\u202f", " "},  {"\u205f", " "},
      {"\u3000", " "},  {"\u0085", "\n"}, {"\u2028", "\n"}, {"\u2029", "\n"}, {"\u00ad", ""},
      {"\u200b", ""},   {"\u200c", ""},   {"\u200d", ""},   {"\u200e", ""},   {"\u200f", ""},
      {"\u2060", ""},   {"\ufeff", ""},
  };
  auto const* const found = std::find_if(std::begin(rows), std::end(rows),
                                         [character](row const& r) { return r.character == character; });
  return found == std::end(rows) ? std::nullopt : std::optional(found->means);
}

}  // namespace

std::string unescaped(std::string_view text) {
  auto const spaced = is_url_encoded(text) ? with_spaces_of_url(std::string(text)) : std::string(text);
  std::string_view rest = spaced;
  std::string result;
  while (!rest.empty()) {
    auto const found = escape_at(rest);
    result += found.length == 0 ? rest.substr(0, 1) : std::string_view(found.means);
    rest.remove_prefix(std::max<std::size_t>(found.length, 1));
  }
  return result;
}

std::string with_plain_characters(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    auto const character = text.substr(0, std::max<std::size_t>(length_of_character(text), 1));
    result += character.size() == 1 ? character : plain(character).value_or(character);
    text.remove_prefix(character.size());
  }
  return result;
}

}  // namespace poolprobe
