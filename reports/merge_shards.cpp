#include "reports/merge_shards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "model/fatal.hpp"
#include "reports/shard_check.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

using shards = std::vector<saved_run>;

/// Adds without overflow, as a file may contain any number.
int added(int a, int b) {
  return static_cast<int>(std::min<std::int64_t>(std::int64_t{a} + b, std::numeric_limits<int>::max()));
}

using cells = std::vector<measurement const*>;

/// `value` of each cell, weighed by `weight`.
double concluded(cells const& all, double measurement::*value, double (*weight)(measurement const&)) {
  double sum = 0;
  double weights = 0;
  for (auto const* m : all) {
    sum += m->*value * weight(*m);
    weights += weight(*m);
  }
  return weights > 0 ? sum / weights : 0;
}

double operations_of(measurement const& m) { return static_cast<double>(m.operations); }
double clients_of(measurement const& m) { return m.clients; }

/// Adds repeat by repeat, as far as all shards have them: without one of the shards the sum would be too
/// small.
std::vector<double> added_repeats(cells const& all) {
  auto common = all.front()->repeats;
  for (auto const* m : all) common.resize(std::min(common.size(), m->repeats.size()));
  for (std::size_t i = 0; i < common.size(); ++i) {
    common[i] = 0;
    for (auto const* m : all) common[i] += m->repeats[i];
  }
  return common;
}

double added_rate(cells const& all, std::vector<double> const& repeats) {
  double sum = 0;
  if (repeats.empty()) {
    for (auto const* m : all) sum += m->ops_per_s;
    return sum;
  }
  for (auto const one : repeats) sum += one;
  return sum / static_cast<double>(repeats.size());
}

measurement without_figures(measurement const& from) {
  measurement to;
  to.strategy = from.strategy;
  to.also = from.also;
  to.driver = from.driver;
  to.setting = from.setting;
  to.script = from.script;
  to.route = from.route;
  to.rtt_ms = from.rtt_ms;
  to.status = from.status;
  to.sqlstate = from.sqlstate;
  to.broke_at = from.broke_at;
  to.summary = from.summary;
  return to;
}

measurement with_percentiles(measurement m) {
  m.p50_us = m.latencies.percentile_us(0.5);
  m.p90_us = m.latencies.percentile_us(0.9);
  m.p99_us = m.latencies.percentile_us(0.99);
  m.p999_us = m.latencies.percentile_us(0.999);
  m.max_us = m.latencies.percentile_us(1);
  return m;
}

measurement added_figures(measurement to, cells const& all) {
  for (auto const* m : all) {
    to.operations += m->operations;
    to.seconds = std::max(to.seconds, m->seconds);  // they ran at the same time
    to.latencies.add(m->latencies);
  }
  to.repeats = added_repeats(all);
  to.ops_per_s = added_rate(all, to.repeats);
  for (auto const value :
       {&measurement::round_trips, &measurement::messages_sent, &measurement::messages_received,
        &measurement::bytes_sent, &measurement::bytes_received, &measurement::cpu_us_per_op,
        &measurement::cpu_user_us_per_op, &measurement::effective_rtt_ms})
    to.*value = concluded(all, value, operations_of);
  to.connect_ms = concluded(all, &measurement::connect_ms, clients_of);
  return with_percentiles(std::move(to));
}

measurement merged_cell(cells const& all) {
  // Where cells of several shards have different statuses, the gravest counts, and of equal ones the
  // earliest.
  auto const& worst = **std::min_element(all.begin(), all.end(), [](auto const* a, auto const* b) {
    return a->status > b->status || (a->status == b->status && a->broke_at < b->broke_at);
  });
  auto to = without_figures(worst);
  to.clients = 0;
  for (auto const* m : all) to.clients = added(to.clients, m->clients);
  return has_figures(worst) ? added_figures(std::move(to), all) : to;
}

std::vector<measurement> merged_cells(shards const& all) {
  std::vector<measurement> merged;
  for (std::size_t i = 0; i < all.front().run.measurements.size(); ++i) {
    cells same;
    for (auto const& one : all) same.push_back(&one.run.measurements[i]);
    merged.push_back(merged_cell(same));
  }
  return merged;
}

std::string missing_shards(shards const& all) {
  std::vector<int> missing;
  for (int number = 0; number < all.front().run.bench->shards; ++number) {
    auto const is_it = [number](saved_run const& one) { return one.run.bench->shard == number; };
    if (std::none_of(all.begin(), all.end(), is_it)) missing.push_back(number);
  }
  if (missing.empty()) return {};
  constexpr std::size_t most_named = 20;
  auto const more = missing.size() > most_named ? missing.size() - most_named : 0;
  missing.resize(missing.size() - more);
  return fmt::format("{} of {} shards are missing, and so is their load in all figures: {}{}",
                     missing.size() + more, all.front().run.bench->shards, fmt::join(missing, ", "),
                     more > 0 ? fmt::format(" and {} more", more) : "");
}

/// Each machine chooses a baseline that works there; here it must have worked on all machines.
std::string merged_baseline(shards const& all, std::vector<measurement> const& merged) {
  for (auto const& one : all) {
    auto const& name = one.run.bench->baseline;
    auto const works = std::any_of(merged.begin(), merged.end(), [&name](measurement const& m) {
      return m.strategy == name && m.route == bench_route::pooled && has_figures(m);
    });
    if (works) return name;
  }
  return all.front().run.bench->baseline;
}

bench_info merged_settings(shards const& all) {
  auto how = *all.front().run.bench;
  how.shard = 0;
  how.shards = 1;
  how.warnings.clear();
  if (auto const missing = missing_shards(all); !missing.empty()) how.warnings.push_back(missing);
  for (auto const& one : all) {
    auto const& its = *one.run.bench;
    how.merged.push_back(its.shard);
    for (auto const& warning : its.warnings)
      how.warnings.push_back(fmt::format("shard {}: {}", its.shard, warning));
    if (&one == &all.front()) continue;
    how.threads = added(how.threads, its.threads);
    how.cores = added(how.cores, its.cores);
    how.load_before = std::max(how.load_before, its.load_before);
    if (its.pool_size) how.pool_size = std::max(how.pool_size.value_or(0), *its.pool_size);
    if (how.rate && its.rate) how.rate = *how.rate + *its.rate;
  }
  return how;
}

void add_once(std::vector<std::string>& all, std::string const& text) {
  if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
}

/// The verdict that comes first in the order of the exit codes, with the reasons of all shards.
verdict merged_verdict(shards const& all) {
  auto const rank = [](saved_run const& one) { return &meaning_of(one.run.verdict.exit_code); };
  auto merged = std::min_element(all.begin(), all.end(), [&](saved_run const& a, saved_run const& b) {
                  return rank(a) < rank(b);
                })->run.verdict;
  for (auto const& one : all) {
    for (auto const& reason : one.run.verdict.reasons) add_once(merged.reasons, reason);
  }
  return merged;
}

cost merged_cost(shards const& all) {
  cost sum;
  for (auto const& one : all) {
    auto const& its = one.run.cost;
    sum.connections = added(sum.connections, its.connections);
    sum.peak_connections = added(sum.peak_connections, its.peak_connections);
    sum.round_trips = added(sum.round_trips, its.round_trips);
    sum.critical_path = std::max(sum.critical_path, its.critical_path);
    sum.pooler_log_lines = added(sum.pooler_log_lines, its.pooler_log_lines);
    sum.closed_servers = added(sum.closed_servers, its.closed_servers);
    sum.duration_ms = std::max(sum.duration_ms, its.duration_ms);
    if (sum.bound_reached.empty()) sum.bound_reached = its.bound_reached;
  }
  return sum;
}

/// The worse value of one machine counts for all.
std::vector<driver_result> merged_drivers(shards const& all) {
  auto drivers = all.front().run.drivers;
  for (auto const& one : all) {
    for (auto const& its : one.run.drivers) {
      auto const known = std::find_if(drivers.begin(), drivers.end(), [&its](driver_result const& d) {
        return d.driver == its.driver && d.config == its.config;
      });
      if (known == drivers.end()) {
        drivers.push_back(its);
      } else if (its.outcome > known->outcome) {
        *known = its;
      }
    }
  }
  return drivers;
}

}  // namespace

run_record merge_shards(std::vector<saved_run> all) {
  check_shards(all);
  std::sort(all.begin(), all.end(),
            [](saved_run const& a, saved_run const& b) { return a.run.bench->shard < b.run.bench->shard; });
  auto merged = all.front().run;
  merged.measurements = merged_cells(all);
  merged.bench = merged_settings(all);
  merged.bench->baseline = merged_baseline(all, merged.measurements);
  merged.verdict = merged_verdict(all);
  merged.cost = merged_cost(all);
  merged.drivers = merged_drivers(all);
  merged.residue.clear();
  for (auto const& one : all)
    merged.residue.insert(merged.residue.end(), one.run.residue.begin(), one.run.residue.end());
  return merged;
}

}  // namespace poolprobe
