#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "model/target_words.hpp"
#include "reports/printable_text.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

/// Without --verbose, so many statements of a hazard are shown, and so much of each.
constexpr std::size_t few_statements = 3;
constexpr std::size_t short_statement = 300;  // bytes

struct impact_words {
  poolprobe::impact impact;
  outcome mark;
  std::string_view alone;  ///< whatever the pooler supports
};
constexpr std::array<impact_words, words_for<impact>.size()> impacts{
    {{impact::loses, outcome::loses, "loses a commit, without an error"},
     {impact::wrong_answer, outcome::wrong_answer, "wrong answers"},
     {impact::breaks, outcome::breaks, "breaks"},
     {impact::costs, outcome::unknown, "costs, but breaks nothing"},
     {impact::works, outcome::works, "works behind PgBouncer"},
     {impact::unknown, outcome::unknown, "what comes of it is not known to this version"}}};

impact_words const& words_of(impact value) {
  auto const found = std::find_if(impacts.begin(), impacts.end(),
                                  [value](impact_words const& row) { return row.impact == value; });
  return found == impacts.end() ? impacts.back() : *found;
}

impact impact_of(hazard const& h, bool with_support) {
  return with_support ? h.with_support : h.without_support;
}

std::string counted(std::uint64_t count, std::string_view thing) {
  return fmt::format("{} {}{}", count == 0 ? "no" : std::to_string(count), thing, count == 1 ? "" : "s");
}

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

/// The hazards of one code.
using chapter = std::vector<hazard const*>;

std::vector<chapter> chapters_of(run_record const& run) {
  std::vector<chapter> all;
  for (auto const& h : run.hazards) {
    if (all.empty() || all.back().front()->code != h.code) all.emplace_back();
    all.back().push_back(&h);
  }
  return all;
}

std::string drivers_line(traffic_info const& traffic) {
  if (traffic.drivers.empty()) return "not recognised";
  auto const& first = traffic.drivers.front();
  auto line = fmt::format("{}: it {}", first.who, first.sign);
  if (auto const more = traffic.drivers.size() - 1; more > 0)
    line += fmt::format(" ({} more with --verbose)", counted(more, "sign"));
  if (!first.drivers.empty())
    line += fmt::format("; its settings: poolprobe explain {}", first.drivers.front());
  return line;
}

std::string broken_line(std::vector<chapter> const& chapters, bool with_support) {
  std::string codes;
  for (auto const& c : chapters) {
    if (is_failure(impact_of(*c.front(), with_support)))
      codes += (codes.empty() ? "" : ", ") + c.front()->code;
  }
  return codes.empty() ? "nothing breaks" : "breaks: " + codes;
}

/// What was not looked at, so that nobody takes silence for an answer.
void add_gaps(text_block& page, traffic_info const& traffic) {
  std::vector<std::string> gaps;
  if (traffic.not_understood > 0)
    gaps.push_back(
        fmt::format("{} that the parser does not know", counted(traffic.not_understood, "statement")));
  if (traffic.too_long > 0)
    gaps.push_back(fmt::format("{} too long to be parsed", counted(traffic.too_long, "statement")));
  if (traffic.lost_connections > 0)
    gaps.push_back(
        fmt::format("{} that could not be followed", counted(traffic.lost_connections, "connection")));
  if (traffic.unreachable > 0)
    gaps.push_back(fmt::format("{} for which there was no way to the server",
                               counted(traffic.unreachable, "connection")));
  if (traffic.names_left_out > 0)
    gaps.push_back(
        fmt::format("{} for which there was no room", counted(traffic.names_left_out, "statement name")));
  if (traffic.hazards_left_out > 0)
    gaps.push_back(
        fmt::format("{} of hazards beyond those listed", counted(traffic.hazards_left_out, "sighting")));
  for (auto const& gap : gaps)
    page.hanging(label(&gap == gaps.data() ? "left out" : ""), gap, text_color::leak);
}

/// Line breaks and indentation are the author's; here the sheet wraps.
std::string single_spaced(std::string_view text) {
  std::string line;
  for (char const c : text) {
    auto const is_space = c == ' ' || (c >= '\t' && c <= '\r');
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

void add_statement(text_block& box, hazard const& h) {
  auto text = single_spaced(h.statement);
  if (!box.look().verbose() && text.size() > short_statement) text = text.substr(0, short_statement) + " ...";
  std::string as = h.name.empty() ? "" : fmt::format(" as {}", h.name);
  box.hanging({{padded("seen", 11), text_color::faint}},
              fmt::format("{} time{}{}, first on connection {}, transaction {}", h.count,
                          h.count == 1 ? "" : "s", as, h.connection, h.transaction));
  if (!text.empty()) box.hanging({{padded("", 11)}}, text);
}

std::string impact_line(hazard const& h) {
  auto const& without = words_of(h.without_support);
  if (h.without_support == h.with_support) return std::string(without.alone);
  return fmt::format("{}; {} with support for prepared statements", without.alone, word(h.with_support));
}

text_block told(chapter const& of, bool with_support, text_style const& look) {
  auto const& first = *of.front();
  auto const mark = words_of(impact_of(first, with_support)).mark;
  text_block page(look, look.width());
  page.hanging({{std::string(look.mark(mark)), text_style::color_of(mark)},
                {" " + first.code + " " + first.id, text_color::strong},
                {": "}},
               impact_line(first), text_style::color_of(mark));
  auto const bar = fmt::format("{} ", look.signs().bar);
  text_block box(look, look.width() - display_width(bar));
  box.hanging({{padded("what", 11), text_color::faint}}, first.title);
  auto const shown = look.verbose() ? of.size() : std::min(of.size(), few_statements);
  for (std::size_t at = 0; at < shown; ++at) add_statement(box, *of[at]);
  if (shown < of.size()) {
    box.hanging({{padded("", 11)}}, fmt::format("({} more with --verbose)", of.size() - shown),
                text_color::faint);
  }
  box.hanging({{padded("why", 11), text_color::faint}}, first.explanation);
  box.hanging({{padded("fix", 11), text_color::faint}}, first.fix);
  page.indented({bar, text_color::faint}, box);
  return page;
}

}  // namespace

text_block traffic_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const& traffic = *run.traffic;
  page.hanging({{run.tool.name + " " + run.tool.version, text_color::strong}}, "");
  page.hanging(label("target"), fmt::format("{} (from: {})", run.target.display, run.target.source),
               text_color::strong);
  if (auto const address = address_words(run.target); !address.empty())
    page.hanging(label("address"), address);
  auto const who = traffic.command.empty() ? std::string("whoever connected")
                                           : traffic.command.substr(traffic.command.rfind('/') + 1);
  page.hanging(label("watched"), fmt::format("{}: {}, {}, {}", who, counted(traffic.logins, "session"),
                                             counted(traffic.transactions, "transaction"),
                                             counted(traffic.statements, "statement")));
  page.hanging(label("driver"), drivers_line(traffic));
  if (look.verbose()) {
    for (auto const& sign : traffic.drivers) {
      auto lead = label("");
      lead.push_back({fmt::format("{} ", look.signs().bullet)});
      page.hanging(lead, fmt::format("{}: it {}", sign.who, sign.sign));
    }
  }
  add_gaps(page, traffic);
  return page;
}

text_block hazards_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const chapters = chapters_of(run);
  page.text("Behind a pooler in transaction mode", text_color::strong);
  page.hanging({{"  which does not keep track of prepared statements  ", text_color::faint}},
               broken_line(chapters, false));
  page.hanging({{"  which does (PgBouncer 1.21 or later, when set so)  ", text_color::faint}},
               broken_line(chapters, true));
  for (auto const& c : chapters) {
    auto const harmless =
        c.front()->with_support == impact::works && c.front()->without_support == impact::works;
    if (!harmless || look.verbose()) page.section(told(c, run.traffic->prepared_support, look));
  }
  return page;
}

}  // namespace poolprobe
