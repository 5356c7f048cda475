#include <fmt/format.h>

#include <algorithm>

#include "reports/bench_words.hpp"
#include "reports/driver_comparison_table.hpp"
#include "reports/figures.hpp"
#include "reports/markdown_sections.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

bool has_direct(std::vector<comparison_group> const& groups) {
  return std::any_of(groups.begin(), groups.end(),
                     [](comparison_group const& group) { return !group.direct.empty(); });
}

std::string context_table(run_record const& run, markdown_text const& as) {
  std::string text = as.row({"", ""}) + as.ruler(2, 0);
  for (auto const& line : bench_context(run))
    text += as.row({line.label, line.literal ? as.code(line.text) : as.prose(line.text)});
  return text;
}

/// All names of what sends the same.
std::string names_of(measurement const& m, markdown_text const& as) {
  auto text = as.code(m.strategy);
  for (auto const& other : m.also) text += " = " + as.code(other);
  return text;
}

std::string baseline_cell(compared const& row, bool ascii) {
  if (row.is_baseline) return "baseline";
  if (!row.to_baseline) return "";
  return ratio_text(*row.to_baseline, ascii) + (row.to_baseline->undecided() ? " (undecided)" : "");
}

/// What --verbose adds to a row.
std::vector<std::string> more_figures(measurement const& m, bool ascii) {
  return {latency_text(m.p90_us, ascii),
          latency_text(m.p999_us, ascii),
          latency_text(m.max_us, ascii),
          plain_number(m.round_trips),
          fmt::format("{} / {}", plain_number(m.messages_sent), plain_number(m.messages_received)),
          fmt::format("{} / {}", plain_number(m.bytes_sent), plain_number(m.bytes_received)),
          latency_text(m.cpu_us_per_op, ascii),
          plain_number(m.connect_ms) + " ms"};
}

std::vector<std::string> headings(bool with_direct, render_options const& options) {
  std::vector<std::string> all{"strategy", "works here?", "ops/s", "p50", "p99"};
  auto const times = std::string(options.ascii ? "x " : "× ");
  if (with_direct) all.push_back(times + "direct");
  all.push_back(times + "baseline");
  if (!options.verbose) return all;
  for (auto const* more : {"p90", "p99.9", "max", "round trips", "messages out / in", "bytes out / in",
                           "CPU per operation", "connecting"})
    all.emplace_back(more);
  return all;
}

std::string row_of(compared const& row, std::string const& name, bool with_direct, std::size_t columns,
                   render_options const& options) {
  auto const& m = *row.of;
  markdown_text const as(options.ascii);
  std::vector<std::string> cells{name,
                                 has_figures(m) ? status_text(m) : "**" + as.prose(status_text(m)) + "**"};
  if (has_figures(m)) {
    cells.insert(cells.end(), {rate_text(m.ops_per_s), latency_text(m.p50_us, options.ascii),
                               latency_text(m.p99_us, options.ascii)});
    if (with_direct) cells.push_back(row.to_direct ? times_text(row.to_direct->times) : "");
    cells.push_back(baseline_cell(row, options.ascii));
    if (options.verbose)
      for (auto const& more : more_figures(m, options.ascii)) cells.push_back(more);
  }
  cells.resize(columns);
  return markdown_text::row(cells);
}

std::string group_part(comparison_group const& group, bool with_direct, std::string const& baseline,
                       render_options const& options) {
  markdown_text const as(options.ascii);
  auto const titles = headings(with_direct, options);
  auto text = fmt::format("### {}\n\n", as.prose(group_text(group, options.ascii)));
  text += as.row(titles) + as.ruler(2, titles.size() - 2);
  for (auto const& row : group.pooled)
    text += row_of(row, names_of(*row.of, as), with_direct, titles.size(), options);
  if (options.verbose) {
    for (auto const& row : group.direct)
      text += row_of(row, names_of(*row.of, as) + ", direct", with_direct, titles.size(), options);
  }
  std::string said;
  for (auto const& row : group.pooled) {
    if (!options.verbose && group.pooled.size() > most_told_in_sentences) break;
    auto const one = sentence(row, as.code(row.of->strategy), as.code(baseline), options.ascii);
    if (!one.empty()) said += "- " + one + '\n';
  }
  return text + (said.empty() ? "" : "\n" + said) + '\n';
}

std::string leftover_part(run_record const& run, render_options const& options) {
  auto const table = left_of_difference(run, options.ascii);
  if (table.rows.empty()) return {};
  markdown_text const as(options.ascii);
  auto text = fmt::format("### Relative speed as latency grows: throughput relative to {}\n\n",
                          as.code(run.bench->baseline));
  std::vector<std::string> titles{"strategy", "clients"};
  for (auto const rtt : table.rtts_ms)
    titles.push_back(rtt > 0 ? "at " + plain_number(rtt) + " ms" : "no delay");
  text += as.row(titles) + as.ruler(1, titles.size() - 1);
  for (auto const& row : table.rows) {
    std::vector<std::string> cells{as.code(row.strategy), std::to_string(row.clients)};
    cells.insert(cells.end(), row.ratios.begin(), row.ratios.end());
    text += as.row(cells);
  }
  return text + '\n';
}

std::string driver_comparison_part(run_record const& run, render_options const& options) {
  markdown_text const as(options.ascii);
  auto const table = driver_comparison_of(run, options.ascii);
  auto text = fmt::format("### {}\n\n", as.prose(table.title));
  std::vector<std::string> titles{"strategy"};
  titles.insert(titles.end(), table.headings.begin(), table.headings.end());
  text += as.row(titles) + as.ruler(1, titles.size() - 1);
  for (auto const& row : table.rows) {
    std::vector<std::string> cells{as.code(row.strategy)};
    for (auto const& one : row.cells) cells.push_back(as.prose(one));
    text += as.row(cells);
  }
  return text + '\n' + as.prose(table.legend) + "\n\n";
}

std::string notes_part(run_record const& run, markdown_text const& as) {
  std::string text;
  for (auto const& one : broken_strategies(run)) {
    text += fmt::format("- {} **{}**", as.code(one.strategy), as.prose(one.status));
    if (!one.why.empty()) text += ": " + as.prose(one.why);
    if (!one.fix.text.empty()) text += "; fix: " + as.code(one.fix.text);
    if (one.fix.tried) text += " (tried here: works)";
    text += '\n';
  }
  for (auto const& warning : run.bench->warnings) text += "- doubtful: " + as.prose(warning) + '\n';
  return text.empty() ? text : text + '\n';
}

}  // namespace

std::string markdown_bench(run_record const& run, render_options const& options) {
  markdown_text const as(options.ascii);
  auto text = context_table(run, as) + '\n';
  if (is_driver_comparison(run)) text += driver_comparison_part(run, options);
  auto const groups = compare(run);
  auto const with_direct = has_direct(groups);
  for (auto const& group : groups) text += group_part(group, with_direct, run.bench->baseline, options);
  if (groups.empty()) text += "Nothing was measured.\n\n";
  text += leftover_part(run, options);
  if (!groups.empty()) text += as.prose(comparison_legend(options.ascii)) + "\n\n";
  return text + notes_part(run, as);
}

}  // namespace poolprobe
