#include "reports/driver_comparison_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/figures.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

std::string nothing(bool ascii) { return ascii ? "-" : "–"; }

/// "-11 % ±3", or "none ±6" where the interval includes no difference.
std::string difference(ratio const& found, bool ascii) {
  auto const percent = 100 * (found.times - 1);
  auto text = found.undecided() ? "none" : fmt::format("{:+.{}f} %", percent, std::abs(percent) < 1 ? 1 : 0);
  if (!found.has_interval()) return text;
  if (found.scattered()) return fmt::format("{} {}?", text, ascii ? "+-" : "±");
  return fmt::format("{} {}{:.0f}", text, ascii ? "+-" : "±", 50 * (*found.high - *found.low));
}

/// "breaks at 6"; details are printed below the table.
std::string short_status_of(measurement const& m) {
  auto text = m.status == measurement_status::skipped ? std::string("not measured") : short_status(m.status);
  return m.broke_at > 0 ? fmt::format("{} at {}", text, m.broke_at) : text;
}

std::string micro_cell(std::vector<compared> const& rows, std::string const& strategy, bool ascii) {
  auto const* row = find_strategy(rows, strategy);
  if (row == nullptr) return nothing(ascii);
  if (!has_figures(*row->of)) return short_status_of(*row->of);
  if (row->is_baseline) return "baseline";
  return row->to_baseline ? difference(*row->to_baseline, ascii) : nothing(ascii);
}

std::string pooler_cell(std::vector<compared> const& rows, std::string const& strategy, bool ascii) {
  auto const* row = find_strategy(rows, strategy);
  if (row == nullptr) return nothing(ascii);
  if (!has_figures(*row->of)) return short_status_of(*row->of);
  return fmt::format("{}/s", rate_text(row->of->ops_per_s));
}

}  // namespace

bool is_driver_comparison(run_record const& run) {
  return run.bench && run.bench->recreated == "driver-migration";
}

driver_comparison driver_comparison_of(run_record const& run, bool ascii) {
  auto const& baseline = run.bench->baseline;
  driver_comparison table;
  table.title = fmt::format("From {} to psycopg 3", baseline);
  auto groups = compare(run);
  if (!groups.empty())
    std::erase_if(groups, [few = groups.front().clients](auto const& g) { return g.clients != few; });
  for (auto const& group : groups) {
    if (!group.direct.empty())
      table.headings.push_back(group.rtt_ms > 0 ? plain_number(group.rtt_ms) + " ms" : "direct");
  }
  table.headings.insert(table.headings.end(), {"tracking", "not tracking"});
  for (auto const& strategy : strategies_of(run)) {
    driver_comparison::row row{strategy, {}};
    for (auto const& group : groups) {
      if (!group.direct.empty()) row.cells.push_back(micro_cell(group.direct, strategy, ascii));
    }
    auto const nearest = groups.empty() ? comparison_group{} : groups.front();
    row.cells.push_back(pooler_cell(nearest.pooled, strategy, ascii));
    row.cells.push_back(pooler_cell(nearest.untracked, strategy, ascii));
    table.rows.push_back(std::move(row));
  }
  table.legend = fmt::format(
      "direct and the times behind it: operations/s without a pooler against {}, with so much round-trip "
      "time in "
      "between; {}: half of the 95 % confidence interval, or ? where it says nothing; none: it leaves open "
      "which of the two is faster. "
      "tracking, "
      "not tracking: operations/s behind a pooler in transaction mode that keeps track of prepared "
      "statements, and "
      "one that does not, or the execution at which it breaks there.",
      baseline, ascii ? "+-" : "±");
  return table;
}

}  // namespace poolprobe
