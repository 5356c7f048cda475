#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/text_style.hpp"

namespace poolprobe {

/// A piece of a line. The text may come from anywhere: the text block makes it safe.
struct cell {
  std::string text;
  text_color color = text_color::plain;
};

/// Lines of text under construction. Everything that gets in here is made safe for the terminal first and
/// coloured afterwards, so no section can omit either.
class text_block {
 public:
  text_block(text_style const& look, std::size_t width) : look_(look), width_(width) {}

  [[nodiscard]] bool empty() const { return lines_.empty(); }
  [[nodiscard]] std::size_t width() const { return width_; }
  [[nodiscard]] std::size_t lines() const { return lines_.size(); }
  [[nodiscard]] text_style const& look() const { return look_; }

  void blank() { lines_.emplace_back(); }
  /// `body` wrapped beside `lead`; its further lines start below its first. Where the lead leaves too little
  /// room, the body goes on the next line.
  void hanging(std::vector<cell> const& lead, std::string_view body, text_color color = text_color::plain);
  /// The same with a mark at the end of the last line, or on a line of its own; it is not parted.
  void hanging_marked(std::vector<cell> const& lead, std::string_view body, cell const& mark);
  /// Items beside `lead`, as many on a line as fit; none is broken unless it is longer than a line.
  void flow(std::vector<cell> const& lead, std::vector<std::string> const& items,
            text_color color = text_color::plain) {
    flow(lead, items, "   ", color);
  }
  /// The same with that between items of a line.
  void flow(std::vector<cell> const& lead, std::vector<std::string> const& items, std::string_view between,
            text_color color);
  /// Facts beside each other, with a point between them.
  void facts(std::vector<std::string> const& items, text_color color = text_color::plain) {
    flow({{"  "}}, items, look_.signs().between, color);
  }
  void text(std::string_view body, text_color color = text_color::plain) { hanging({}, body, color); }
  /// The lines of another block, each after `edge`.
  void indented(cell const& edge, text_block const& inner);
  /// The lines of another block, after a blank line if both have lines.
  void section(text_block const& next);

  [[nodiscard]] std::string str() const;

 private:
  [[nodiscard]] std::size_t width_of(std::vector<cell> const&) const;

  text_style look_;
  std::size_t width_;
  std::vector<std::string> lines_;
};

}  // namespace poolprobe
