#include "cli/text_table.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "reports/printable_text.hpp"
#include "reports/text_block.hpp"

namespace poolprobe {
namespace {

std::string heading_of(table_column const& column) {
  std::string text(column.key);
  for (char& c : text) c = c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::size_t width_of(table const& all, std::size_t column) {
  auto widest = all.columns[column].key.size();
  for (auto const& row : all.rows) widest = std::max(widest, display_width(row[column]));
  return widest;
}

/// The columns before the last one, each as wide as its widest text.
std::string lead_of(table const& all, std::vector<std::string> const& row, bool every_column) {
  std::string lead;
  for (std::size_t i = 0; i + 1 < row.size(); ++i) {
    if (every_column || all.columns[i].on_screen) lead += padded(row[i], width_of(all, i) + 2);
  }
  return lead;
}

}  // namespace

std::string table_screen(table const& all, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  std::vector<std::string> headings;
  for (auto const& column : all.columns) headings.push_back(heading_of(column));
  page.hanging({{lead_of(all, headings, false), text_color::strong}}, headings.back(), text_color::strong);
  for (auto const& row : all.rows) page.hanging({{lead_of(all, row, false)}}, row.back());
  return page.str();
}

std::string table_lines(table const& all) {
  std::string text;
  for (auto const& row : all.rows) text += lead_of(all, row, true) + row.back() + '\n';
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
