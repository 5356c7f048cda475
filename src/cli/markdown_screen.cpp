#include "cli/markdown_screen.hpp"

#include <algorithm>

#include "reports/printable_text.hpp"
#include "reports/text_style.hpp"
#include "reports/wrap_text.hpp"

namespace poolprobe {
namespace {

/// The lines of a paragraph or of one item of a list are collected, then wrapped as one.
class screen {
 public:
  explicit screen(render_options const& options) : look_(options), color_(options.color) {}

  void add(std::string_view line) {
    if (line.empty()) {
      finish();
      text_ += '\n';
    } else if (line.starts_with('#')) {
      finish();
      heading(line);
    } else if (line.starts_with("    ") && open_.empty()) {
      text_ += look_.safe(line) + '\n';
    } else {
      if (line.starts_with("* ")) finish();
      collect(line);
    }
  }

  [[nodiscard]] std::string take() {
    finish();
    return std::move(text_);
  }

 private:
  void heading(std::string_view line) {
    auto const words = line.substr(line.find_first_not_of('#') + 1);
    text_ += look_.paint(look_.safe(color_ ? words : line), text_color::strong) + '\n';
  }

  void collect(std::string_view line) {
    if (open_.empty()) {
      is_item_ = line.starts_with("* ");
    } else {
      open_ += ' ';
      line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    }
    open_ += line;
  }

  /// What is strong in Markdown is so on paper; here it would only be stars.
  static std::string without_stars(std::string_view text) {
    std::string words;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text.substr(i, 2) == "**") {
        ++i;
      } else {
        words += text[i];
      }
    }
    return words;
  }

  void finish() {
    if (open_.empty()) return;
    auto const indent = std::string(is_item_ ? 2 : 0, ' ');
    auto const body = look_.safe(without_stars(is_item_ ? std::string_view(open_).substr(2) : open_));
    bool first = true;
    for (auto const& line : wrap(body, look_.width() - indent.size())) {
      text_ += (first && is_item_ ? "* " : indent) + line + '\n';
      first = false;
    }
    open_.clear();
  }

  text_style look_;
  bool color_;
  bool is_item_ = false;
  std::string open_;
  std::string text_;
};

}  // namespace

std::string render_markdown_screen(std::string_view markdown, render_options const& options) {
  screen page(options);
  for (std::size_t at = 0; at < markdown.size();) {
    auto const end = std::min(markdown.find('\n', at), markdown.size());
    page.add(markdown.substr(at, end - at));
    at = end + 1;
  }
  return page.take();
}

}  // namespace poolprobe
