#include "cli/live_screen.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/terminal.hpp"
#include "reports/printable_text.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

/// The text without colours, which take no columns.
std::string without_colors(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    auto const escape = std::min(text.find('\x1b'), text.size());
    plain += text.substr(0, escape);
    text.remove_prefix(escape);
    if (!text.empty()) text.remove_prefix(std::min(text.find('m'), text.size() - 1) + 1);
  }
  return plain;
}

/// The rows that a terminal needs for it: a line that is too long takes several.
int rows_of(std::string const& text, int columns) {
  auto const width = static_cast<std::size_t>(std::max(columns, 1));
  std::size_t rows = 0;
  for (auto const line : split(text, '\n'))
    rows += std::max<std::size_t>(1, (display_width(without_colors(line)) + width - 1) / width);
  return static_cast<int>(rows) - 1;  // nothing stands behind the last line end
}

}  // namespace

std::string screen_update(std::string const& shown, std::string const& whole, int columns, int rows) {
  if (whole.starts_with(shown)) return whole.substr(shown.size());
  auto const used = rows_of(shown, columns);
  return used < rows ? fmt::format("\x1b[{}A\r\x1b[J{}", used, whole) : "\n" + whole;
}

live_screen::live_screen(bool wanted) : enabled_(wanted && can_move_cursor()) {}

void live_screen::begin(std::string beginning) {
  if (!enabled_ || !shown_.empty()) return;
  shown_ = std::move(beginning);
  write_stdout(shown_);
}

void live_screen::finish(std::string const& whole) {
  auto const size = terminal_size();
  write_stdout(shown_.empty() ? whole : screen_update(shown_, whole, size.columns, size.rows));
}

}  // namespace poolprobe
