#include "cli/text_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/printable_text.hpp"
#include "reports/text_block.hpp"

namespace poolprobe {
namespace {

std::string heading_of(table_column const& column) {
  std::string text(column.heading.empty() ? column.key : column.heading);
  for (char& c : text) c = c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::vector<std::string> headings_of(table const& all) {
  std::vector<std::string> headings;
  headings.reserve(all.columns.size());
  for (auto const& column : all.columns) headings.push_back(heading_of(column));
  return headings;
}

/// As wide as the widest text, but for a few long ones, whose rows are moved.
std::size_t width_of(table const& all, std::size_t column) {
  constexpr std::size_t most = 28;
  auto widest = heading_of(all.columns[column]).size();
  for (auto const& row : all.rows) {
    auto const width = display_width(row[column]);
    if (width <= most) widest = std::max(widest, width);
  }
  return widest;
}

/// The columns of the screen before the last one.
std::string lead_of(table const& all, std::vector<std::string> const& row) {
  std::string lead;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    if (all.columns[i].on_screen) lead += padded(row[i], width_of(all, i)) + "  ";
  }
  return lead;
}

/// No character is cut apart.
std::string cut(std::string line) {
  constexpr std::size_t columns = 80;
  constexpr std::string_view more = "...";
  if (display_width(line) <= columns) return line;
  while (display_width(line) > columns - more.size()) {
    while ((static_cast<unsigned char>(line.back()) & 0xC0) == 0x80) line.pop_back();
    line.pop_back();
  }
  return line.append(more);
}

}  // namespace

std::string table_screen(table const& all, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  auto const headings = headings_of(all);
  page.hanging({{lead_of(all, headings), text_color::strong}}, headings.back(), text_color::strong);
  for (auto const& row : all.rows) page.hanging({{lead_of(all, row)}}, row.back());
  return page.str();
}

std::string table_lines(table const& all) {
  auto const headings = headings_of(all);
  auto text = cut(lead_of(all, headings) + headings.back()) + '\n';
  for (auto const& row : all.rows) text += cut(lead_of(all, row) + row.back()) + '\n';
  return text;
}

std::string table_json(table const& all) {
  auto list = nlohmann::ordered_json::array();
  for (auto const& row : all.rows) {
    nlohmann::ordered_json one;
    for (std::size_t i = 0; i < row.size(); ++i) one[std::string(all.columns[i].key)] = row[i];
    list.push_back(std::move(one));
  }
  return list.dump(2) + '\n';
}

}  // namespace poolprobe
