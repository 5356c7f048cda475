#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "reports/printable_text.hpp"
#include "reports/report_words.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::string counted(int count, std::string_view thing) {
  return fmt::format("{} {}{}", count == 0 ? "no" : std::to_string(count), thing, count < 2 ? "" : "s");
}

std::string duration(double ms) {
  if (!std::isfinite(ms)) return "unknown time";
  return ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.1f} s", ms / 1000);
}

std::vector<std::string> cost_items(cost const& paid) {
  std::vector<std::string> items{
      duration(paid.duration_ms),
      fmt::format("{} (at most {} at once)", counted(paid.connections, "connection"), paid.peak_connections),
      counted(paid.critical_path, "round trip"),
      fmt::format("{} logged by pooler or server", counted(paid.pooler_log_lines, "error")),
      fmt::format("{} closed", counted(paid.closed_servers, "server connection"))};
  if (!paid.bound_reached.empty()) items.push_back(fmt::format("ended at {}", paid.bound_reached));
  return items;
}

/// What does not work but is not required; a green verdict must not hide it.
std::string not_counted(std::vector<finding> const& findings) {
  std::string codes;
  for (auto const& found : findings) {
    if (!is_failure(found.outcome) || found.required) continue;
    codes += (codes.empty() ? "" : ", ") + found.code;
  }
  return codes;
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
                           counted(static_cast<int>(left.size()), "thing")),
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
               fmt::format("{} (exit {}): {}", known.word, static_cast<int>(judged.exit_code), known.meaning),
               color);
  for (auto const& reason : judged.reasons) page.hanging(item(look), reason);
  return page;
}

text_block verdict_section(run_record const& run, text_style const& look) {
  auto page = verdict_lines(run.verdict, words_of(run), look);
  if (auto const codes = not_counted(run.findings); !codes.empty()) {
    page.hanging(item(look), fmt::format("not required here, and not working: {}", codes));
  }
  if (run.offline || run.traffic) return page;
  page.flow(label("cost"), cost_items(run.cost));
  add_residue(page, run.residue);
  return page;
}

}  // namespace poolprobe
