#include <fmt/format.h>

#include <algorithm>

#include "reports/bench_words.hpp"
#include "reports/comparison.hpp"
#include "reports/figure_table.hpp"
#include "reports/figures.hpp"
#include "reports/migration.hpp"
#include "reports/printable.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::vector<cell> label(std::string_view text) { return {{padded(std::string(text), 10), ink::faint}}; }

/// Several things of a list beside one label.
void add_items(sheet& page, std::string_view name, std::vector<std::string> const& items, ink color) {
  for (auto const& item : items) {
    auto lead = label(&item == items.data() ? name : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet), color});
    page.hanging(lead, item, color);
  }
}

ink color_of(measurement const& m) {
  if (has_figures(m)) return m.summary.empty() ? ink::good : ink::unsure;
  return m.status == "breaks" ? ink::bad : m.status == "wrong_answer" ? ink::wrong : ink::unsure;
}

bool has_direct(std::vector<comparison_group> const& groups) {
  return std::any_of(groups.begin(), groups.end(),
                     [](comparison_group const& group) { return !group.direct.empty(); });
}

bool has_comparison(comparison_group const& group) {
  return std::any_of(group.pooled.begin(), group.pooled.end(),
                     [](compared const& row) { return row.to_direct || row.to_baseline; });
}

std::string baseline_cell(compared const& row, style const& look) {
  if (row.is_baseline) return "baseline";
  return row.to_baseline ? ratio_text(*row.to_baseline, look.ascii()) : std::string(look.signs().nothing);
}

std::string direct_cell(compared const& row, style const& look) {
  return row.to_direct ? times_text(row.to_direct->times) : std::string(look.signs().nothing);
}

figure_row row_of(compared const& row, bool with_direct, style const& look) {
  auto const& m = *row.of;
  figure_row line{m.strategy, m.also, {fate_text(m), color_of(m)}, {}};
  if (!has_figures(m)) return line;
  line.figures = {rate_text(m.ops_per_s), latency_text(m.p50_us, look.ascii()),
                  latency_text(m.p99_us, look.ascii())};
  if (with_direct) line.figures.push_back(direct_cell(row, look));
  line.figures.push_back(baseline_cell(row, look));
  return line;
}

void add_sentences(sheet& page, comparison_group const& group, std::string const& baseline) {
  auto const& look = page.look();
  auto const lead = std::vector<cell>{{fmt::format("  {} ", look.signs().bullet)}};
  for (auto const& row : group.pooled) {
    if (row.is_baseline && !has_figures(*row.of))
      page.hanging(lead, baseline + " did not come through, so nothing is compared with it", ink::unsure);
    auto const text = sentence(row, row.of->strategy, baseline, look.ascii());
    if (text.empty()) continue;
    auto const color = row.to_baseline->undecided() ? ink::unsure : ink::plain;
    page.hanging(lead, text, color);
  }
}

std::vector<std::string> details_of(measurement const& m, bool ascii) {
  auto const both = [](double sent, double received) {
    return fmt::format("{} sent, {} received", plain_number(sent), plain_number(received));
  };
  return {fmt::format("{} ops/s", rate_text(m.ops_per_s)),
          "p50 " + latency_text(m.p50_us, ascii),
          "p90 " + latency_text(m.p90_us, ascii),
          "p99 " + latency_text(m.p99_us, ascii),
          "p99.9 " + latency_text(m.p999_us, ascii),
          "max " + latency_text(m.max_us, ascii),
          fmt::format("{} operations in {} s", m.operations, plain_number(m.seconds)),
          fmt::format("{} round trip{}", plain_number(m.round_trips), m.round_trips == 1 ? "" : "s"),
          "messages: " + both(m.messages_sent, m.messages_received),
          "bytes: " + both(m.bytes_sent, m.bytes_received),
          fmt::format("CPU {} ({} of it user)", latency_text(m.cpu_us_per_op, ascii),
                      latency_text(m.cpu_user_us_per_op, ascii)),
          fmt::format("connecting {} ms", plain_number(m.connect_ms))};
}

/// All figures, for --verbose.
void add_details(sheet& page, comparison_group const& group) {
  auto const& look = page.look();
  for (auto const* route : {&group.pooled, &group.direct}) {
    for (auto const& row : *route) {
      auto const way = route == &group.direct ? ", direct" : "";
      page.hanging({{"  " + row.of->strategy, ink::strong}, {way}}, "");
      auto const items = has_figures(*row.of) ? details_of(*row.of, look.ascii())
                                              : std::vector<std::string>{fate_text(*row.of)};
      page.flow({{"    "}}, items);
      if (!row.of->script.empty()) page.hanging({{"    sends  ", ink::faint}}, row.of->script);
    }
  }
}

sheet group_section(comparison_group const& group, bool with_direct, std::string const& baseline,
                    style const& look) {
  sheet page(look, look.width());
  page.text(group_text(group, look.ascii()), ink::strong);
  std::vector<figure_row> rows;
  for (auto const& row : group.pooled) rows.push_back(row_of(row, with_direct, look));
  auto const times = std::string(look.ascii() ? "x " : "× ");
  figure_headings headings{"strategy", "here?", {"ops/s", "p50", "p99"}};
  if (with_direct) headings.figures.push_back(times + "direct");
  headings.figures.push_back(times + "baseline");
  page.inset({}, figure_table(headings, rows, look));
  if (look.verbose() || group.pooled.size() <= most_told_in_sentences) add_sentences(page, group, baseline);
  if (look.verbose()) {
    page.blank();
    add_details(page, group);
  }
  return page;
}

sheet leftover_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  auto const table = left_of_difference(run, look.ascii());
  figure_headings headings{"", "", {}};
  for (auto const rtt : table.rtts_ms)
    headings.figures.push_back(rtt > 0 ? "at " + plain_number(rtt) + " ms" : "no delay");
  for (auto at = table.rows.begin(); at != table.rows.end();) {
    auto const end = std::find_if(at, table.rows.end(),
                                  [&](leftover_row const& row) { return row.clients != at->clients; });
    std::vector<figure_row> rows;
    headings.name = fmt::format("{} client{}", at->clients, at->clients == 1 ? "" : "s");
    for (; at != end; ++at) rows.push_back({at->strategy, {}, {}, at->ratios});
    page.section(figure_table(headings, rows, look));
  }
  if (page.empty()) return page;
  sheet whole(look, look.width());
  whole.text("What is left of the difference: times as fast as " + run.bench->baseline, ink::strong);
  whole.inset({}, page);
  return whole;
}

}  // namespace

sheet bench_context_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  page.hanging({{run.tool.name + " " + run.tool.version, ink::strong}}, "");
  for (auto const& line : bench_context(run)) page.hanging(label(line.label), line.text);
  return page;
}

sheet measurements_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  auto const groups = compare(run);
  auto const with_direct = has_direct(groups);
  for (auto const& group : groups) page.section(group_section(group, with_direct, run.bench->baseline, look));
  page.section(leftover_section(run, look));
  if (std::any_of(groups.begin(), groups.end(), has_comparison)) {
    page.blank();
    page.hanging({{"  "}}, comparison_legend(look.ascii()), ink::faint);
  }
  if (groups.empty()) page.text("Nothing was measured.", ink::unsure);
  return page;
}

sheet migration_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  auto const table = migration_of(run, look.ascii());
  page.text(table.title, ink::strong);
  std::vector<figure_row> rows;
  for (auto const& row : table.rows) rows.push_back({row.strategy, {}, {}, row.cells});
  page.inset({}, figure_table({"strategy", "", table.headings}, rows, look));
  page.blank();
  page.hanging({{"  "}}, table.legend, ink::faint);
  return page;
}

sheet bench_notes_section(run_record const& run, style const& look) {
  sheet page(look, look.width());
  for (auto const& one : broken_strategies(run)) {
    sheet note(look, look.width());
    note.hanging({{one.strategy, ink::strong}, {": "}}, one.fate, ink::bad);
    if (!one.why.empty()) note.hanging({{padded("  why", 11), ink::faint}}, one.why);
    if (!one.fix.empty()) note.hanging({{padded("  mend it", 11), ink::faint}}, one.fix);
    page.inset({}, note);
  }
  sheet doubts(look, look.width());
  add_items(doubts, "doubtful", run.bench->warnings, ink::leak);
  page.section(doubts);
  return page;
}

}  // namespace poolprobe
