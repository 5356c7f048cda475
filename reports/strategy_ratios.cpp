#include "reports/strategy_ratios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <tuple>

#include "reports/figures.hpp"

namespace poolprobe {
namespace {

constexpr double confidence = 0.95;

bool usable(double figure) { return std::isfinite(figure) && figure > 0; }

double mean_of(std::vector<double> const& all) {
  double sum = 0;
  for (auto const one : all) sum += one;
  return sum / static_cast<double>(all.size());
}

/// Half the width of the confidence interval of a mean.
double half_width(std::vector<double> const& all, double mean) {
  double squares = 0;
  for (auto const one : all) squares += (one - mean) * (one - mean);
  auto const n = static_cast<double>(all.size());
  boost::math::students_t const distribution(n - 1);
  return boost::math::quantile(distribution, (1 + confidence) / 2) * std::sqrt(squares / (n - 1) / n);
}

std::optional<ratio> between(measurement const& one, measurement const& other) {
  if (!has_figures(one) || !has_figures(other)) return std::nullopt;
  if (auto const paired = ratio_of(one.repeats, other.repeats)) return paired;
  if (!usable(one.ops_per_s) || !usable(other.ops_per_s)) return std::nullopt;
  return ratio{one.ops_per_s / other.ops_per_s, std::nullopt, std::nullopt};
}

/// Also under the names of others that send the same.
bool goes_by(measurement const& m, std::string_view name) {
  return m.strategy == name || std::find(m.also.begin(), m.also.end(), name) != m.also.end();
}

bool in_one_group(measurement const& a, measurement const& b) {
  return a.clients == b.clients && a.rtt_ms == b.rtt_ms;
}

measurement const* find(std::vector<measurement> const& all, measurement const& like, std::string_view name,
                        bench_route route) {
  auto const found = std::find_if(all.begin(), all.end(), [&](measurement const& m) {
    return in_one_group(m, like) && m.route == route && goes_by(m, name);
  });
  return found == all.end() ? nullptr : &*found;
}

compared row_of(measurement const& m, run_record const& run) {
  compared row{&m, false, std::nullopt, std::nullopt};
  auto const name = run.bench ? std::string_view(run.bench->baseline) : std::string_view();
  row.is_baseline = goes_by(m, name);
  auto const* baseline = find(run.measurements, m, name, m.route);
  if (baseline != nullptr && !row.is_baseline) row.to_baseline = between(m, *baseline);
  if (m.route == bench_route::direct) return row;
  if (auto const* direct = find(run.measurements, m, m.strategy, bench_route::direct))
    row.to_direct = between(m, *direct);
  return row;
}

comparison_group& group_of(measurement const& m, std::vector<comparison_group>& all) {
  auto const key = std::tuple(m.rtt_ms, m.clients);
  auto const key_of = [](comparison_group const& g) { return std::tuple(g.rtt_ms, g.clients); };
  auto const at = std::lower_bound(all.begin(), all.end(), key,
                                   [&](comparison_group const& g, auto const& k) { return key_of(g) < k; });
  if (at != all.end() && key_of(*at) == key) return *at;
  return *all.insert(at, comparison_group{m.rtt_ms, m.clients, 0, {}, {}, {}});
}

std::vector<compared>& rows_of(comparison_group& group, bench_route route) {
  return route == bench_route::direct      ? group.direct
         : route == bench_route::untracked ? group.untracked
                                           : group.pooled;
}

}  // namespace

std::optional<ratio> ratio_of(std::vector<double> const& one, std::vector<double> const& other) {
  std::vector<double> logs;
  for (std::size_t i = 0; i < std::min(one.size(), other.size()); ++i) {
    if (!usable(one[i]) || !usable(other[i])) return std::nullopt;
    logs.push_back(std::log(one[i] / other[i]));
  }
  if (logs.empty()) return std::nullopt;
  auto const mean = mean_of(logs);
  ratio found{std::exp(mean), std::nullopt, std::nullopt};
  if (logs.size() < 2) return found;
  auto const half = half_width(logs, mean);
  found.low = std::exp(mean - half);
  found.high = std::exp(mean + half);
  return found;
}

bool has_figures(measurement const& m) { return m.status == measurement_status::measured; }

std::vector<comparison_group> compare(run_record const& run) {
  std::vector<comparison_group> all;
  for (auto const& m : run.measurements) {
    if (m.route == bench_route::unknown) continue;  // its route is unknown, so it cannot be compared
    auto& group = group_of(m, all);
    rows_of(group, m.route).push_back(row_of(m, run));
    if (m.route == bench_route::pooled && group.effective_rtt_ms == 0 && usable(m.effective_rtt_ms))
      group.effective_rtt_ms = m.effective_rtt_ms;
  }
  return all;
}

compared const* find_strategy(std::vector<compared> const& rows, std::string_view strategy) {
  auto const found = std::find_if(rows.begin(), rows.end(),
                                  [&](compared const& row) { return row.of->strategy == strategy; });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string> strategies_of(run_record const& run) {
  std::vector<std::string> all;
  for (auto const& m : run.measurements) {
    if (std::find(all.begin(), all.end(), m.strategy) == all.end()) all.push_back(m.strategy);
  }
  return all;
}

std::string sentence(compared const& row, std::string_view name, std::string_view baseline, bool ascii) {
  if (!row.to_baseline) return {};
  auto const& found = *row.to_baseline;
  if (found.scattered() && found.undecided())
    return fmt::format("between {} and {} nothing could be told: the repeats differ too much", name,
                       baseline);
  if (found.undecided()) {
    return fmt::format("between {} and {} no difference could be told ({} times as fast)", name, baseline,
                       interval_text(found));
  }
  return fmt::format("{} is {} times as fast as {}{}", name,
                     found.scattered() ? interval_text(found) : ratio_text(found, ascii), baseline,
                     found.has_interval() ? "" : " (one repeat, so how sure that is cannot be told)");
}

}  // namespace poolprobe
