#include "reports/migration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "reports/comparison.hpp"
#include "reports/figures.hpp"

namespace poolprobe {
namespace {

std::string nothing(bool ascii) { return ascii ? "-" : "–"; }

/// "-11 % ± 3", or "none seen" where the interval includes no difference.
std::string difference(ratio const& found, bool ascii) {
  auto const percent = [](double times) { return 100 * (times - 1); };
  auto text = fmt::format("{:+.0f} %", percent(found.times));
  if (found.has_interval())
    text += fmt::format(" {} {:.0f}", ascii ? "+-" : "±", percent(*found.high / *found.low) / 2);
  return found.undecided() ? "none (" + text + ")" : text;
}

std::string micro_cell(std::vector<compared> const& rows, std::string const& strategy, bool ascii) {
  auto const* row = find_strategy(rows, strategy);
  if (row == nullptr) return nothing(ascii);
  if (!has_figures(*row->of)) return fate_text(*row->of);
  if (row->is_baseline) return "baseline";
  return row->to_baseline ? difference(*row->to_baseline, ascii) : nothing(ascii);
}

std::string pooler_cell(std::vector<compared> const& rows, std::string const& strategy, bool ascii) {
  auto const* row = find_strategy(rows, strategy);
  if (row == nullptr) return nothing(ascii);
  if (!has_figures(*row->of)) return fate_text(*row->of);
  return fmt::format("{}/s", rate_text(row->of->ops_per_s));
}

}  // namespace

migration migration_of(run_record const& run, bool ascii) {
  auto const& baseline = run.bench->baseline;
  migration table;
  table.title = fmt::format("From {} to psycopg 3", baseline);
  auto const groups = compare(run);
  for (auto const& group : groups) {
    if (!group.direct.empty())
      table.headings.push_back(group.rtt_ms > 0 ? plain_number(group.rtt_ms) + " ms" : "direct");
  }
  table.headings.insert(table.headings.end(), {"pooler, tracking", "pooler, not"});
  for (auto const& strategy : strategies_of(run)) {
    migration::row row{strategy, {}};
    for (auto const& group : groups) {
      if (!group.direct.empty()) row.cells.push_back(micro_cell(group.direct, strategy, ascii));
    }
    auto const nearest = groups.empty() ? comparison_group{} : groups.front();
    row.cells.push_back(pooler_cell(nearest.pooled, strategy, ascii));
    row.cells.push_back(pooler_cell(nearest.untracked, strategy, ascii));
    table.rows.push_back(std::move(row));
  }
  table.legend = fmt::format(
      "direct: operations/s against {} without a pooler, and with so much round-trip time in between; with "
      "half of "
      "the 95 % confidence interval, and none where that leaves open which of the two is faster. pooler: in "
      "transaction mode, tracking prepared statements (max_prepared_statements = 200) and not (0).",
      baseline);
  return table;
}

}  // namespace poolprobe
