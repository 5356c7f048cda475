#include "reports/style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/printable.hpp"

namespace poolprobe {
namespace {

constexpr sign_set utf8_signs{.bar = "│", .bullet = "·", .arrow = "→", .nothing = "–"};
constexpr sign_set ascii_signs{.bar = "|", .bullet = "*", .arrow = "->", .nothing = "-"};

struct outcome_look {
  poolprobe::outcome outcome;
  std::string_view utf8;  ///< none of these has an emoji form, so all are one column wide everywhere
  std::string_view ascii;
  ink color;
};
constexpr std::array<outcome_look, 6> looks{{
    {outcome::works, "✓", "[ok]", ink::good},
    {outcome::breaks, "✘", "[XX]", ink::bad},
    {outcome::leaks, "▲", "[>>]", ink::leak},
    {outcome::wrong_answer, "◆", "[!=]", ink::wrong},
    {outcome::unknown, "?", "[??]", ink::unsure},
    {outcome::skipped, "–", "[--]", ink::faint},
}};

outcome_look const& look_of(outcome value) {
  auto const found = std::find_if(looks.begin(), looks.end(),
                                  [value](outcome_look const& look) { return look.outcome == value; });
  return found == looks.end() ? looks[4] : *found;
}

/// Select Graphic Rendition parameters; the eight basic colours, because the user's theme fits those to its
/// background.
struct ink_code {
  poolprobe::ink ink;
  std::string_view sgr;
};
constexpr std::array<ink_code, 7> inks{{{ink::strong, "1"},
                                        {ink::faint, "2"},
                                        {ink::good, "32"},
                                        {ink::bad, "1;31"},
                                        {ink::leak, "33"},
                                        {ink::wrong, "1;35"},
                                        {ink::unsure, "36"}}};

}  // namespace

std::size_t style::width() const { return static_cast<std::size_t>(std::max(options_.width, 40)); }

sign_set const& style::signs() const { return options_.ascii ? ascii_signs : utf8_signs; }

std::string_view style::mark(outcome value) const {
  auto const& look = look_of(value);
  return options_.ascii ? look.ascii : look.utf8;
}

ink style::color_of(outcome value) { return look_of(value).color; }

std::string style::safe(std::string_view text) const { return printable(text, options_.ascii); }

std::string style::paint(std::string_view safe_text, ink wanted) const {
  auto const found =
      std::find_if(inks.begin(), inks.end(), [wanted](ink_code const& code) { return code.ink == wanted; });
  if (!options_.color || safe_text.empty() || found == inks.end()) return std::string(safe_text);
  return fmt::format("\x1b[{}m{}\x1b[0m", found->sgr, safe_text);
}

}  // namespace poolprobe
