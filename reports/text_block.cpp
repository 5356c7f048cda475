#include "reports/text_block.hpp"

#include <algorithm>
#include <numeric>

#include "reports/printable_text.hpp"
#include "reports/wrap_text.hpp"

namespace poolprobe {
namespace {

/// Text that would get less than so many columns beside its lead starts on the next line.
constexpr std::size_t narrowest_text = 24;
constexpr std::size_t overflow_indent = 4;

std::string without_trailing_spaces(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

}  // namespace

std::size_t text_block::width_of(std::vector<cell> const& cells) const {
  return std::accumulate(
      cells.begin(), cells.end(), std::size_t{0},
      [this](std::size_t sum, cell const& one) { return sum + display_width(look_.safe(one.text)); });
}

void text_block::hanging(std::vector<cell> const& lead, std::string_view body, text_color color) {
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

void text_block::hanging_marked(std::vector<cell> const& lead, std::string_view body, cell const& mark) {
  hanging(lead, body);
  constexpr std::string_view apart = "   ";
  auto const text = look_.safe(body);
  auto const whole = width_of(lead);
  auto const used = whole + std::min(narrowest_text, display_width(text)) > width_ ? overflow_indent : whole;
  auto const end = used + display_width(wrap(text, width_ - used).back());
  auto const sign = look_.safe(mark.text);
  if (end + apart.size() + display_width(sign) <= width_) {
    lines_.back().append(apart).append(look_.paint(sign, mark.color));
  } else {
    lines_.push_back(std::string(used, ' ') + look_.paint(sign, mark.color));
  }
}

void text_block::flow(std::vector<cell> const& lead, std::vector<std::string> const& items,
                      std::string_view between, text_color color) {
  auto const indent = width_of(lead);
  auto front = lead;
  std::string line;
  for (auto const& item : items) {
    auto const needed = display_width(line) + display_width(between) + display_width(look_.safe(item));
    if (!line.empty() && indent + needed > width_) {
      hanging(front, line, color);
      front = {{std::string(indent, ' ')}};
      line.clear();
    }
    line += (line.empty() ? "" : std::string(between)) + item;
  }
  hanging(front, line, color);
}

void text_block::indented(cell const& edge, text_block const& inner) {
  for (auto const& line : inner.lines_) {
    auto text = look_.safe(edge.text);
    if (line.empty()) text = without_trailing_spaces(std::move(text));
    lines_.push_back(look_.paint(text, edge.color) + line);
  }
}

void text_block::section(text_block const& next) {
  if (next.empty()) return;
  if (!empty()) blank();
  lines_.insert(lines_.end(), next.lines_.begin(), next.lines_.end());
}

std::string text_block::str() const {
  std::string all;
  for (auto const& line : lines_) all.append(line).push_back('\n');
  return all;
}

}  // namespace poolprobe
