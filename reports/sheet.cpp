#include "reports/sheet.hpp"

#include <algorithm>
#include <numeric>

#include "reports/printable.hpp"
#include "reports/wrap.hpp"

namespace poolprobe {
namespace {

/// Text that would get less than so many columns beside its lead starts on the next line.
constexpr std::size_t narrowest_text = 24;
constexpr std::size_t overflow_indent = 4;
constexpr std::string_view gap = "   ";  ///< between the items of a flow

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::size_t sheet::width_of(std::vector<cell> const& cells) const {
  return std::accumulate(
      cells.begin(), cells.end(), std::size_t{0},
      [this](std::size_t sum, cell const& one) { return sum + display_width(look_.safe(one.text)); });
}

void sheet::hanging(std::vector<cell> const& lead, std::string_view body, ink color) {
  auto const text = look_.safe(body);
  auto used = width_of(lead);
  bool const too_little_room = !text.empty() && used + std::min(narrowest_text, display_width(text)) > width_;
  std::string first;
  for (auto const& part : lead) {
    bool const ends_line = &part == &lead.back() && (text.empty() || too_little_room);
    auto const piece = look_.safe(part.text);
    first += look_.paint(ends_line ? without_trailing_spaces(piece) : piece, part.color);
  }
  if (too_little_room) {
    lines_.push_back(first);
    used = std::min(used, overflow_indent);
    first.assign(used, ' ');
  }
  for (auto const& line : wrap(text, width_ - used)) {
    lines_.push_back(first + look_.paint(line, color));
    first.assign(used, ' ');
  }
}

void sheet::flow(std::vector<cell> const& lead, std::vector<std::string> const& items, ink color) {
  auto const indent = width_of(lead);
  auto front = lead;
  std::string line;
  for (auto const& item : items) {
    auto const needed = display_width(line) + gap.size() + display_width(look_.safe(item));
    if (!line.empty() && indent + needed > width_) {
      hanging(front, line, color);
      front = {{std::string(indent, ' ')}};
      line.clear();
    }
    line += (line.empty() ? "" : std::string(gap)) + item;
  }
  hanging(front, line, color);
}

void sheet::inset(cell const& edge, sheet const& inner) {
  for (auto const& line : inner.lines_) {
    auto text = look_.safe(edge.text);
    if (line.empty()) text = without_trailing_spaces(std::move(text));
    lines_.push_back(look_.paint(text, edge.color) + line);
  }
}

void sheet::section(sheet const& next) {
  if (next.empty()) return;
  if (!empty()) blank();
  lines_.insert(lines_.end(), next.lines_.begin(), next.lines_.end());
}

std::string sheet::str() const {
  std::string all;
  for (auto const& line : lines_) all.append(line).push_back('\n');
  return all;
}

}  // namespace poolprobe
