#include "reports/comparison.hpp"
#include "reports/json_write.hpp"

namespace poolprobe {
namespace {

using json = nlohmann::ordered_json;

template <class Value>
json or_null(std::optional<Value> const& value) {
  return value ? json(*value) : json(nullptr);
}

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
  for (auto const one : from) all.push_back(json_figure(one));
  return all;
}

/// The figures, in their order. Of a strategy that did not come through there are none.
struct named_figure {
  char const* name;
  double measurement::*value;
};
constexpr named_figure figures_of_all[] = {{"seconds", &measurement::seconds},
                                           {"ops_per_s", &measurement::ops_per_s},
                                           {"p50_us", &measurement::p50_us},
                                           {"p90_us", &measurement::p90_us},
                                           {"p99_us", &measurement::p99_us},
                                           {"p999_us", &measurement::p999_us},
                                           {"max_us", &measurement::max_us},
                                           {"round_trips", &measurement::round_trips},
                                           {"messages_sent", &measurement::messages_sent},
                                           {"messages_received", &measurement::messages_received},
                                           {"bytes_sent", &measurement::bytes_sent},
                                           {"bytes_received", &measurement::bytes_received},
                                           {"cpu_us_per_op", &measurement::cpu_us_per_op},
                                           {"cpu_user_us_per_op", &measurement::cpu_user_us_per_op},
                                           {"connect_ms", &measurement::connect_ms}};

}  // namespace

json json_of(measurement const& from) {
  auto const measured = has_figures(from);
  json one{{"strategy", from.strategy},
           {"also", json(from.also)},
           {"driver", or_null(from.driver)},
           {"setting", from.setting},
           {"script", from.script},
           {"clients", from.clients},
           {"route", from.route},
           {"rtt_ms", json_figure(from.rtt_ms)},
           {"effective_rtt_ms", from.effective_rtt_ms > 0 ? json_figure(from.effective_rtt_ms) : json()},
           {"status", from.status},
           {"sqlstate", or_null(from.sqlstate)},
           {"broke_at", from.broke_at},
           {"summary", from.summary},
           {"operations", measured ? json(from.operations) : json()},
           {"repeats", measured ? figures(from.repeats) : json::array()}};
  for (auto const& figure : figures_of_all)
    one[figure.name] = measured ? json_figure(from.*figure.value) : json();
  one["histogram"] = measured ? counted(from.latencies) : json();
  return one;
}

json json_of(bench_info const& from) {
  return {{"baseline", from.baseline},
          {"rate", from.rate ? json_figure(*from.rate) : json()},
          {"duration_s", json_figure(from.duration_s)},
          {"warmup_s", json_figure(from.warmup_s)},
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
          {"load_before", json_figure(from.load_before)},
          {"shard", from.shard},
          {"shards", from.shards},
          {"merged", json(from.merged)},
          {"warnings", json(from.warnings)},
          {"recreated", from.recreated.empty() ? json() : json(from.recreated)}};
}

}  // namespace poolprobe
