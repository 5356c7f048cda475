#include "reports/bench_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/driver_words.hpp"
#include "model/target_words.hpp"
#include "reports/figures.hpp"
#include "reports/report_words.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

std::string counted(int count, std::string_view thing) {
  return fmt::format("{} {}{}", count, thing, count == 1 ? "" : "s");
}

std::string query_words(bench_info const& how) {
  auto text = how.sql.empty() || how.sql == how.query ? how.query : fmt::format("{}: {}", how.query, how.sql);
  if (how.transaction > 0)
    text += fmt::format("; {} between BEGIN and COMMIT", counted(how.transaction, "statement"));
  if (how.reconnect) text += "; a new connection for each operation";
  return text;
}

std::string loop_words(bench_info const& how) {
  if (!how.rate) return "closed: each client asks as soon as it has its answer";
  return fmt::format("open: {} operations/s, timed from when each was to begin", plain_number(*how.rate));
}

std::string time_words(bench_info const& how) {
  auto text = how.repeat == 1
                  ? fmt::format("{} s", plain_number(how.duration_s))
                  : fmt::format("{} times {} s, in random order", how.repeat, plain_number(how.duration_s));
  if (how.warmup_s > 0) text += fmt::format(", after {} s of warm-up", plain_number(how.warmup_s));
  return text + fmt::format("; {}", counted(how.threads, "thread"));
}

std::string machine_words(bench_info const& how) {
  auto text = how.cpu.empty() ? counted(how.cores, "core")
                              : fmt::format("{}, {}", how.cpu, counted(how.cores, "core"));
  return text + fmt::format("; load before {}", plain_number(how.load_before));
}

std::string transport_words(bench_info const& how) {
  auto text = std::string(how.tls ? "TLS" : "no TLS");
  if (how.pool_size) text += fmt::format("; {} seen at once", counted(*how.pool_size, "server connection"));
  return text;
}

std::string shard_words(bench_info const& how) {
  if (!how.merged.empty())
    return fmt::format("added up from {}", counted(static_cast<int>(how.merged.size()), "shard"));
  return how.shards > 1 ? fmt::format("number {} of {}, counted from 0", how.shard, how.shards) : "";
}

driver_result const* result_of(run_record const& run, std::string_view strategy) {
  auto const found = std::find_if(run.drivers.begin(), run.drivers.end(),
                                  [&](driver_result const& r) { return id_of(r) == strategy; });
  return found == run.drivers.end() ? nullptr : &*found;
}

/// Why it does not work, as a check says it of a driver.
std::string cause_of(run_record const& run, measurement const& m) {
  auto const* tried = result_of(run, m.strategy);
  return tried != nullptr && is_failure(tried->outcome) ? driver_reason(*tried) : m.summary;
}

/// A benchmark tries no other configurations, so often it can only say what does.
check_fix fix_of(run_record const& run, measurement const& m) {
  auto const* tried = result_of(run, m.strategy);
  if (tried == nullptr || !is_failure(tried->outcome)) return {};
  if (!tried->fix.empty()) return {tried->fix, tried->fix_verified};
  return {fmt::format("poolprobe check --driver {} finds it", id_of(*tried)), false};
}

bool was_asked(run_record const& run, std::string const& strategy, int clients) {
  return std::any_of(run.measurements.begin(), run.measurements.end(), [&](measurement const& m) {
    return m.strategy == strategy && m.clients == clients && m.route == bench_route::pooled;
  });
}

struct place {
  double rtt_ms;
  int clients;
};

std::string ratio_at(std::vector<comparison_group> const& groups, place where, std::string const& strategy,
                     bool ascii) {
  std::string const nothing = ascii ? "-" : "–";
  auto const group = std::find_if(groups.begin(), groups.end(), [where](comparison_group const& g) {
    return g.clients == where.clients && g.rtt_ms == where.rtt_ms;
  });
  if (group == groups.end()) return nothing;
  auto const* row = find_strategy(group->pooled, strategy);
  if (row == nullptr) return nothing;
  if (!has_figures(*row->of)) return short_status(row->of->status);
  if (row->is_baseline) return "baseline";
  return row->to_baseline ? ratio_text(*row->to_baseline, ascii) : nothing;
}

}  // namespace

std::vector<context_line> bench_context(run_record const& run) {
  std::vector<context_line> all;
  auto const add = [&all](std::string label, std::string text, bool literal = false) {
    if (!text.empty()) all.push_back({std::move(label), std::move(text), literal});
  };
  add("target", fmt::format("{} (from: {})", run.target.display, run.target.source), true);
  add("address", address_words(run.target));
  add("server", run.server.version.empty() ? "version not known" : "PostgreSQL " + run.server.version);
  auto pooler = pooler_words(run.pooler);
  if (run.pooler.present == certainty::yes) pooler += fmt::format(", {} mode", word(run.pooler.pool_mode));
  add("pooler", pooler);
  if (!run.bench) return all;
  auto const& how = *run.bench;
  add("transport", transport_words(how));
  if (how.direct) {
    add("direct",
        how.direct_server.empty() ? *how.direct
                                  : fmt::format("{}: PostgreSQL {}", *how.direct, how.direct_server),
        true);
  }
  add("query", query_words(how), true);
  add("loop", loop_words(how));
  add("time", time_words(how));
  add("machine", machine_words(how));
  add("shards", shard_words(how));
  add("baseline", how.baseline, true);
  add("table", how.recreated, true);
  return all;
}

std::vector<broken_strategy> broken_strategies(run_record const& run) {
  std::vector<broken_strategy> all;
  for (auto const& m : run.measurements) {
    auto const known = std::any_of(all.begin(), all.end(),
                                   [&](broken_strategy const& b) { return b.strategy == m.strategy; });
    if (has_figures(m) || m.route != bench_route::pooled || known) continue;
    all.push_back({m.strategy, status_text(m), cause_of(run, m), fix_of(run, m)});
  }
  return all;
}

std::string comparison_legend(bool ascii) {
  return fmt::format(
      "{}: throughput relative to; {}: half of the 95 % confidence interval, from the repeats, or "
      "? "
      "where it goes beyond a factor of three",
      ascii ? "x" : "×", ascii ? "+-" : "±");
}

leftover left_of_difference(run_record const& run, bool ascii) {
  leftover table;
  auto const groups = compare(run);
  std::vector<int> clients;
  for (auto const& group : groups) {
    if (group.pooled.empty()) continue;
    if (table.rtts_ms.empty() || table.rtts_ms.back() != group.rtt_ms) table.rtts_ms.push_back(group.rtt_ms);
    if (std::find(clients.begin(), clients.end(), group.clients) == clients.end())
      clients.push_back(group.clients);
  }
  auto const compared_there = [](comparison_group const& group) {
    return std::any_of(group.pooled.begin(), group.pooled.end(),
                       [](compared const& row) { return row.to_baseline.has_value(); });
  };
  if (table.rtts_ms.size() < 2 || std::none_of(groups.begin(), groups.end(), compared_there)) return {};
  std::sort(clients.begin(), clients.end());
  for (auto const count : clients) {
    for (auto const& strategy : strategies_of(run)) {
      if (!was_asked(run, strategy, count)) continue;
      leftover_row row{strategy, count, {}};
      for (auto const rtt : table.rtts_ms)
        row.ratios.push_back(ratio_at(groups, {rtt, count}, strategy, ascii));
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

}  // namespace poolprobe
