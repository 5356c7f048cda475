#include "reports/markdown_text.hpp"

#include "reports/printable_text.hpp"

namespace poolprobe {
namespace {

/// GitHub turns these characters inside a word into links and mentions, even as an entity or after a
/// backslash. An empty comment, which is invisible, splits the word.
constexpr std::string_view apart = "<!-- -->";

std::string escaped(char c) {
  switch (c) {
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '@':
      return "@" + std::string(apart);
    case '\\':
    case '`':
    case '*':
    case '_':
    case '~':
    case '[':
    case ']':
    case '|':
    case '$':
    case '#':
      return {'\\', c};
    default:
      return {c};
  }
}

}  // namespace

std::string markdown_text::prose(std::string_view text) const {
  auto const safe = printable(text, ascii_);
  std::string all;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    // "://" and "www." would become links.
    if (safe.compare(i, 3, "://") == 0) {
      all += ':' + std::string(apart);
    } else if (safe.compare(i, 4, "www.") == 0) {
      all += "www" + std::string(apart);
      i += 2;
    } else if (i == 0 && std::string_view("-+=").find(safe[i]) != std::string_view::npos) {
      all += {'\\', safe[i]};
    } else {
      all += escaped(safe[i]);
    }
  }
  return all;
}

std::string markdown_text::code(std::string_view text) const {
  auto const safe = printable(text, ascii_);
  if (safe.empty()) return {};
  // In a table, a bar splits even code; it can be escaped only outside of backticks.
  if (safe.find_first_of("|`") != std::string::npos) return "<code>" + prose(text) + "</code>";
  return "`" + safe + "`";
}

std::string markdown_text::row(std::vector<std::string> const& cells) {
  std::string line("|");
  for (auto const& cell : cells) line += cell.empty() ? " |" : " " + cell + " |";
  return line + '\n';
}

std::string markdown_text::ruler(std::size_t left, std::size_t right) {
  std::string line("|");
  for (std::size_t i = 0; i < left; ++i) line += "---|";
  for (std::size_t i = 0; i < right; ++i) line += "---:|";
  return line + '\n';
}

}  // namespace poolprobe
