#include "reports/figure_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reports/printable_text.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view indent = "  ";

std::string to_the_right(std::string const& text, std::size_t width) {
  auto const used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + text;
}

/// How wide each column is.
struct layout {
  std::size_t gap = 2;  ///< between columns
  std::size_t name = 0;
  std::size_t word = 0;  ///< 0: no such column
  std::vector<std::size_t> figures;

  [[nodiscard]] std::size_t beside_name() const {
    std::size_t sum = indent.size() + (word > 0 ? gap + word : 0);
    for (auto const width : figures) sum += gap + width;
    return sum;
  }
};

layout layout_of(figure_headings const& headings, std::vector<figure_row> const& rows,
                 text_style const& look) {
  layout columns;
  auto const widen = [&look](std::size_t& width, std::string const& text) {
    width = std::max(width, display_width(look.safe(text)));
  };
  widen(columns.name, headings.name);
  widen(columns.word, headings.word);
  columns.figures.resize(headings.figures.size());
  for (std::size_t i = 0; i < headings.figures.size(); ++i) widen(columns.figures[i], headings.figures[i]);
  for (auto const& row : rows) {
    widen(columns.name, row.name);
    if (row.figures.empty()) continue;
    widen(columns.word, row.word.text);
    for (std::size_t i = 0; i < row.figures.size(); ++i) widen(columns.figures[i], row.figures[i]);
  }
  if (columns.name + columns.beside_name() > look.width()) columns.gap = 1;
  if (columns.name + columns.beside_name() <= look.width()) return columns;
  auto const room = look.width() - std::min(look.width(), columns.beside_name());
  columns.name = 0;
  widen(columns.name, headings.name);
  for (auto const& row : rows) {
    if (display_width(look.safe(row.name)) <= room) widen(columns.name, row.name);
  }
  return columns;
}

std::string figures_text(std::vector<std::string> const& figures, layout const& columns) {
  std::string text;
  for (std::size_t i = 0; i < figures.size(); ++i)
    text += std::string(columns.gap, ' ') + to_the_right(figures[i], columns.figures[i]);
  return text;
}

void add_row(text_block& page, figure_row const& row, layout const& columns) {
  auto const& look = page.look();
  auto const name = look.safe(row.name);
  std::vector<cell> line{{std::string(indent)}};
  if (display_width(name) <= columns.name) {
    line.push_back({padded(name, columns.name)});
  } else {
    page.hanging({{std::string(indent)}}, row.name);
    line.push_back({std::string(columns.name, ' ')});
  }
  if (row.figures.empty()) {
    line.push_back({std::string(columns.gap, ' ')});
    page.hanging(line, row.word.text, row.word.color);
  } else {
    if (columns.word > 0)
      line.push_back(
          {std::string(columns.gap, ' ') + padded(look.safe(row.word.text), columns.word), row.word.color});
    line.push_back({figures_text(row.figures, columns)});
    page.hanging(line, "");
  }
  if (!row.also.empty()) page.flow({{"   = ", text_color::faint}}, row.also, text_color::faint);
}

}  // namespace

text_block figure_table(figure_headings const& headings, std::vector<figure_row> const& rows,
                        text_style const& look) {
  text_block page(look, look.width());
  auto const columns = layout_of(headings, rows, look);
  auto front = std::string(indent) + padded(headings.name, columns.name);
  if (columns.word > 0) front += std::string(columns.gap, ' ') + padded(headings.word, columns.word);
  page.hanging({{front + figures_text(headings.figures, columns), text_color::faint}}, "");
  for (auto const& row : rows) add_row(page, row, columns);
  return page;
}

}  // namespace poolprobe
