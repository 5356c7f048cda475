#include "reports/text_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/printable_text.hpp"

namespace poolprobe {
namespace {

constexpr sign_set utf8_signs{.bar = "│", .bullet = "·", .arrow = "→", .nothing = "–", .between = " · "};
constexpr sign_set ascii_signs{.bar = "|", .bullet = "*", .arrow = "->", .nothing = "-", .between = " - "};

struct outcome_look {
  poolprobe::outcome outcome;
  std::string_view utf8;  ///< none of these has an emoji form, so all are one column wide everywhere
  std::string_view ascii;
  text_color color;
  std::string_view if_used, ascii_if_used;
};
constexpr std::array<outcome_look, words_for<outcome>.size()> looks{{
    {outcome::works, "✓", "[ok]", text_color::good, "✓", "[ok]"},
    {outcome::breaks, "✘", "[XX]", text_color::bad, "×", "[xx]"},
    {outcome::leaks, "▲", "[>>]", text_color::leak, "△", "[ >]"},
    {outcome::wrong_answer, "◆", "[!=]", text_color::wrong, "◇", "[ =]"},
    {outcome::loses, "∅", "[!0]", text_color::loss, "○", "[ 0]"},
    {outcome::unknown, "?", "[??]", text_color::unsure, "?", "[??]"},
    {outcome::skipped, "–", "[--]", text_color::faint, "–", "[--]"},
}};

outcome_look const& look_of(outcome value) {
  auto const found = std::find_if(looks.begin(), looks.end(),
                                  [value](outcome_look const& look) { return look.outcome == value; });
  return found == looks.end() ? looks.back() : *found;
}

/// Select Graphic Rendition parameters; the eight basic colours, because the user's theme fits those to its
/// background.
struct ink_code {
  poolprobe::text_color text_color;
  std::string_view sgr;
};
constexpr std::array<ink_code, 8> inks{{{text_color::strong, "1"},
                                        {text_color::faint, "2"},
                                        {text_color::good, "32"},
                                        {text_color::bad, "1;31"},
                                        {text_color::leak, "33"},
                                        {text_color::wrong, "1;35"},
                                        {text_color::loss, "1;7;31"},
                                        {text_color::unsure, "36"}}};

}  // namespace

std::size_t text_style::width() const { return static_cast<std::size_t>(std::max(options_.width, 40)); }

sign_set const& text_style::signs() const { return options_.ascii ? ascii_signs : utf8_signs; }

std::string_view text_style::mark(outcome value) const {
  auto const& look = look_of(value);
  return options_.ascii ? look.ascii : look.utf8;
}

text_color text_style::color_of(outcome value) { return look_of(value).color; }

std::string_view text_style::mark_if_used(outcome value) const {
  auto const& look = look_of(value);
  return options_.ascii ? look.ascii_if_used : look.if_used;
}

text_color text_style::color_if_used(outcome value) {
  return is_failure(value) ? text_color::plain : color_of(value);
}

std::string text_style::safe(std::string_view text) const { return printable(text, options_.ascii); }

std::string text_style::paint(std::string_view safe_text, text_color wanted) const {
  auto const found = std::find_if(inks.begin(), inks.end(),
                                  [wanted](ink_code const& code) { return code.text_color == wanted; });
  if (!options_.color || safe_text.empty() || found == inks.end()) return std::string(safe_text);
  return fmt::format("\x1b[{}m{}\x1b[0m", found->sgr, safe_text);
}

}  // namespace poolprobe
