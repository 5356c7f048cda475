#include "reports/figures.hpp"
#include "reports/json_write.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

using json = nlohmann::ordered_json;

/// Enough digits that a saved run is shown with the same figures as the original.
json precise(double value) { return json_figure(value, 6); }

json counted(latency_histogram const& from) {
  auto const saved = from.save();
  auto buckets = json::array();
  for (auto const& [number, count] : saved.buckets) buckets.push_back(json::array({number, count}));
  return {{"buckets", std::move(buckets)},
          {"sum_ns", saved.sum_ns},
          {"least_ns", saved.least_ns},
          {"most_ns", saved.most_ns}};
}

json figures(std::vector<double> const& from) {
  auto all = json::array();
  for (auto const one : from) all.push_back(precise(one));
  return all;
}

}  // namespace

json json_of(measurement const& from) {
  auto const measured = has_figures(from);
  json one{{"strategy", from.strategy},
           {"also", json(from.also)},
           {"driver", or_null(from.driver)},
           {"setting", from.setting},
           {"script", from.script},
           {"clients", from.clients},
           {"route", word(from.route)},
           {"rtt_ms", precise(from.rtt_ms)},
           {"effective_rtt_ms", from.effective_rtt_ms > 0 ? precise(from.effective_rtt_ms) : json()},
           {"status", word(from.status)},
           {"sqlstate", or_null(from.sqlstate)},
           {"broke_at", from.broke_at},
           {"summary", from.summary},
           {"operations", measured ? json(from.operations) : json()},
           {"repeats", measured ? figures(from.repeats) : json::array()}};
  for (auto const& figure : named_figures())
    one[std::string(figure.name)] = measured ? precise(from.*figure.value) : json();
  one["histogram"] = measured ? counted(from.latencies) : json();
  return one;
}

json json_of(bench_info const& from) {
  return {{"baseline", from.baseline},
          {"rate", from.rate ? precise(*from.rate) : json()},
          {"duration_s", precise(from.duration_s)},
          {"warmup_s", precise(from.warmup_s)},
          {"repeat", from.repeat},
          {"threads", from.threads},
          {"query", from.query},
          {"sql", from.sql},
          {"transaction", from.transaction},
          {"reconnect", from.reconnect},
          {"direct", or_null(from.direct)},
          {"direct_server", from.direct_server},
          {"tls", from.tls},
          {"pool_size", or_null(from.pool_size)},
          {"cores", from.cores},
          {"cpu", from.cpu},
          {"load_before", precise(from.load_before)},
          {"shard", from.shard},
          {"shards", from.shards},
          {"merged", json(from.merged)},
          {"warnings", json(from.warnings)},
          {"recreated", from.recreated.empty() ? json() : json(from.recreated)}};
}

}  // namespace poolprobe
