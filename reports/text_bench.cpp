#include <fmt/format.h>

#include <algorithm>

#include "reports/bench_words.hpp"
#include "reports/driver_comparison_table.hpp"
#include "reports/figure_table.hpp"
#include "reports/figures.hpp"
#include "reports/printable_text.hpp"
#include "reports/strategy_ratios.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

/// Several things of a list beside one label.
void add_items(text_block& page, std::string_view name, std::vector<std::string> const& items,
               text_color color) {
  for (auto const& item : items) {
    auto lead = label(&item == items.data() ? name : "");
    lead.push_back({fmt::format("{} ", page.look().signs().bullet), color});
    page.hanging(lead, item, color);
  }
}

text_color color_of(measurement const& m) {
  if (has_figures(m)) return m.summary.empty() ? text_color::good : text_color::unsure;
  switch (m.status) {
    case measurement_status::loses:
      return text_color::loss;
    case measurement_status::wrong_answer:
      return text_color::wrong;
    case measurement_status::breaks:
      return text_color::bad;
    default:
      return text_color::unsure;
  }
}

bool has_direct(std::vector<comparison_group> const& groups) {
  return std::any_of(groups.begin(), groups.end(),
                     [](comparison_group const& group) { return !group.direct.empty(); });
}

bool has_comparison(comparison_group const& group) {
  return std::any_of(group.pooled.begin(), group.pooled.end(),
                     [](compared const& row) { return row.to_direct || row.to_baseline; });
}

std::string baseline_cell(compared const& row, text_style const& look) {
  if (row.is_baseline) return "baseline";
  return row.to_baseline ? ratio_text(*row.to_baseline, look.ascii()) : std::string(look.signs().nothing);
}

std::string direct_cell(compared const& row, text_style const& look) {
  return row.to_direct ? times_text(row.to_direct->times) : std::string(look.signs().nothing);
}

figure_row row_of(compared const& row, bool with_direct, text_style const& look) {
  auto const& m = *row.of;
  figure_row line{m.strategy, m.also, {status_text(m), color_of(m)}, {}};
  if (!has_figures(m)) return line;
  line.figures = {rate_text(m.ops_per_s), latency_text(m.p50_us, look.ascii()),
                  latency_text(m.p99_us, look.ascii())};
  if (with_direct) line.figures.push_back(direct_cell(row, look));
  line.figures.push_back(baseline_cell(row, look));
  return line;
}

void add_sentences(text_block& page, comparison_group const& group, std::string const& baseline) {
  auto const& look = page.look();
  auto const lead = std::vector<cell>{{fmt::format("  {} ", look.signs().bullet)}};
  for (auto const& row : group.pooled) {
    if (row.is_baseline && !has_figures(*row.of))
      page.hanging(lead, baseline + " did not come through, so nothing is compared with it",
                   text_color::unsure);
    auto const text = sentence(row, row.of->strategy, baseline, look.ascii());
    if (text.empty()) continue;
    auto const color = row.to_baseline->undecided() ? text_color::unsure : text_color::plain;
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
void add_details(text_block& page, comparison_group const& group) {
  auto const& look = page.look();
  for (auto const* route : {&group.pooled, &group.direct}) {
    for (auto const& row : *route) {
      auto const way = route == &group.direct ? ", direct" : "";
      page.hanging({{"  " + row.of->strategy, text_color::strong}, {way}}, "");
      auto const items = has_figures(*row.of) ? details_of(*row.of, look.ascii())
                                              : std::vector<std::string>{status_text(*row.of)};
      page.flow({{"    "}}, items);
      if (!row.of->script.empty()) page.hanging({{"    sends  ", text_color::faint}}, row.of->script);
    }
  }
}

text_block group_section(comparison_group const& group, bool with_direct, std::string const& baseline,
                         text_style const& look) {
  text_block page(look, look.width());
  page.text(group_text(group, look.ascii()), text_color::strong);
  std::vector<figure_row> rows;
  for (auto const& row : group.pooled) rows.push_back(row_of(row, with_direct, look));
  auto const times = std::string(look.ascii() ? "x " : "× ");
  figure_headings headings{"strategy", "here?", {"ops/s", "p50", "p99"}};
  if (with_direct) headings.figures.push_back(times + "direct");
  headings.figures.push_back(times + "baseline");
  page.indented({}, figure_table(headings, rows, look));
  if (look.verbose() || group.pooled.size() <= most_told_in_sentences) add_sentences(page, group, baseline);
  if (look.verbose()) {
    page.blank();
    add_details(page, group);
  }
  return page;
}

text_block leftover_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
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
  text_block whole(look, look.width());
  whole.text("Relative speed as latency grows: throughput relative to " + run.bench->baseline,
             text_color::strong);
  whole.indented({}, page);
  return whole;
}

}  // namespace

text_block bench_context_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  page.hanging({{run.tool.name + " " + run.tool.version, text_color::strong}}, "");
  for (auto const& line : bench_context(run)) page.hanging(label(line.label), line.text);
  return page;
}

text_block measurements_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const groups = compare(run);
  auto const with_direct = has_direct(groups);
  for (auto const& group : groups) page.section(group_section(group, with_direct, run.bench->baseline, look));
  page.section(leftover_section(run, look));
  if (std::any_of(groups.begin(), groups.end(), has_comparison)) {
    page.blank();
    page.hanging({{"  "}}, comparison_legend(look.ascii()), text_color::faint);
  }
  if (groups.empty()) page.text("Nothing was measured.", text_color::unsure);
  return page;
}

text_block driver_comparison_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  auto const table = driver_comparison_of(run, look.ascii());
  page.text(table.title, text_color::strong);
  std::vector<figure_row> rows;
  for (auto const& row : table.rows) rows.push_back({row.strategy, {}, {}, row.cells});
  page.indented({}, figure_table({"strategy", "", table.headings}, rows, look));
  page.blank();
  page.hanging({{"  "}}, table.legend, text_color::faint);
  return page;
}

text_block bench_doubts_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  add_items(page, "doubtful", run.bench->warnings, text_color::leak);
  return page;
}

text_block broken_strategies_section(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  for (auto const& one : broken_strategies(run)) {
    page.hanging({{one.strategy, text_color::strong}, {": "}}, one.status, text_color::bad);
    if (!one.why.empty()) page.hanging({{padded("  why", 11), text_color::faint}}, one.why);
    if (!one.fix.text.empty()) add_fix(page, {{padded("  fix", 11), text_color::faint}}, one.fix);
  }
  return page;
}

text_block bench_tables(run_record const& run, text_style const& look) {
  text_block page(look, look.width());
  if (is_driver_comparison(run)) page.section(driver_comparison_section(run, look));
  if (!is_driver_comparison(run) || look.verbose()) page.section(measurements_section(run, look));
  return page;
}

text_block quiet_bench(run_record const& run, text_style const& look) {
  auto page = bench_tables(run, look);
  if (run.verdict.exit_code != exit_code::compatible)
    page.section(verdict_lines(run.verdict, words_of(run), look));
  if (!run.residue.empty()) page.section(residue_section(run.residue, look));
  return page;
}

}  // namespace poolprobe
