#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"
#include "reports/verdict_headline.hpp"

namespace poolprobe {
namespace {

std::string duration(double ms) {
  if (!std::isfinite(ms)) return "unknown time";
  return ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.1f} s", ms / 1000);
}

std::vector<std::string> cost_items(cost const& paid) {
  std::vector<std::string> items{
      duration(paid.duration_ms),
      fmt::format("{} (at most {} at once)",
                  counted(static_cast<std::size_t>(paid.connections), "connection"), paid.peak_connections),
      counted(static_cast<std::size_t>(paid.critical_path), "round trip"),
      fmt::format("{} logged by pooler or server",
                  counted(static_cast<std::size_t>(paid.pooler_log_lines), "error")),
      fmt::format("{} closed", counted(static_cast<std::size_t>(paid.closed_servers), "server connection"))};
  if (!paid.bound_reached.empty()) items.push_back(fmt::format("ended at {}", paid.bound_reached));
  return items;
}

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

std::vector<cell> item(text_style const& look) {
  return {{std::string(10, ' ')}, {fmt::format("{} ", look.signs().bullet)}};
}

void add_residue(text_block& page, std::vector<residue> const& left) {
  if (left.empty()) {
    page.hanging(label("left"), "nothing: poolprobe removed all it had made on the server connections");
    return;
  }
  page.hanging(label("left"),
               fmt::format("{} could not be removed; each stays until its server connection closes",
                           counted(left.size(), "thing")),
               text_color::leak);
  for (auto const& thing : left) {
    page.hanging(item(page.look()), fmt::format("{} {} on server {}{}{}", word(thing.kind), thing.name,
                                                thing.backend, thing.tried.empty() ? "" : "; ", thing.tried));
  }
}

}  // namespace

text_block verdict_lines(verdict const& judged, verdict_words const& known, text_style const& look) {
  text_block page(look, look.width());
  auto const color = text_style::color_of(known.mark);
  auto lead = label("verdict");
  lead.push_back({std::string(look.mark(known.mark)) + " ", color});
  page.hanging(lead,
               fmt::format("{} (exit {}){}", known.word, static_cast<int>(judged.exit_code), known.meaning),
               color);
  for (auto const& reason : judged.reasons) page.hanging(item(look), reason);
  return page;
}

text_block cost_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  if (run.offline || run.traffic) return page;
  page.flow(label("cost"), cost_items(run.cost));
  add_residue(page, run.residue);
  return page;
}

text_block residue_section(std::vector<residue> const& left, text_style const& look) {
  text_block page(look, look.width());
  add_residue(page, left);
  return page;
}

text_block verdict_section(run_record const& run, text_style const& look) {
  auto page = verdict_lines(run.verdict, words_of(run), look);
  auto const rest = cost_section(run, look);
  page.indented({}, rest);
  return page;
}

std::vector<std::string> cost_in_short(run_record const& run) {
  auto const& paid = run.cost;
  std::vector<std::string> items{duration(paid.duration_ms),
                                 counted(static_cast<std::size_t>(paid.connections), "connection")};
  if (paid.pooler_log_lines > 0)
    items.push_back(
        fmt::format("{} in the logs", counted(static_cast<std::size_t>(paid.pooler_log_lines), "error")));
  if (paid.closed_servers > 0)
    items.push_back(fmt::format("{} closed",
                                counted(static_cast<std::size_t>(paid.closed_servers), "server connection")));
  items.push_back(run.residue.empty() ? "nothing left behind"
                                      : fmt::format("{} left behind", counted(run.residue.size(), "thing")));
  return items;
}

}  // namespace poolprobe
