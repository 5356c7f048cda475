#include <climits>
#include <stdexcept>

#include "reports/figures.hpp"
#include "reports/read_saved_bench.hpp"
#include "reports/strategy_ratios.hpp"

namespace poolprobe {
namespace {

constexpr int most_clients = 100'000;
constexpr int most_shards = 100'000;
constexpr int most_cores = 10'000;
constexpr int most_threads = 10'000;

/// Far more than any run counts, and small enough that the sum of all shards cannot overflow.
constexpr std::uint64_t most_operations = std::uint64_t{1} << 46U;

latency_histogram read_histogram(json_reader const& from) {
  latency_histogram::saved saved;
  std::uint64_t total = 0;
  for (auto const& bucket : from.at("buckets").list()) {
    auto const pair = bucket.list(2);
    if (pair.size() != 2) bucket.refuse("is not a pair");
    auto const count = pair[1].whole<std::uint64_t>(1, most_operations - total);
    saved.buckets.emplace_back(pair[0].whole<std::uint32_t>(0, UINT32_MAX), count);
    total += count;
  }
  saved.sum_ns = from.at("sum_ns").whole<std::uint64_t>(0, UINT64_MAX);
  saved.least_ns = from.at("least_ns").whole<std::uint64_t>(0, UINT64_MAX);
  saved.most_ns = from.at("most_ns").whole<std::uint64_t>(saved.least_ns, UINT64_MAX);
  try {
    return latency_histogram::load(saved);
  } catch (std::invalid_argument const& error) {
    from.refuse(std::string("cannot be: ") + error.what());
  }
}

/// The figures of a measured strategy; one that did not work has none, whatever the file contains.
measurement with_figures(measurement m, json_reader const& from) {
  m.operations = from.at("operations").whole<std::uint64_t>(0, most_operations);
  m.repeats = all_of(from.at("repeats").list(), [](json_reader const& one) { return one.number_or_null(); });
  for (auto const& figure : named_figures()) m.*figure.value = from.at(figure.name).number_or_null();
  m.latencies = read_histogram(from.at("histogram"));
  return m;
}

}  // namespace

measurement read_measurement(json_reader const& from) {
  measurement m;
  m.strategy = from.at("strategy").text();
  m.also = from.at("also").texts();
  m.driver = from.at("driver").optional_text();
  m.setting = from.at("setting").text();
  m.script = from.at("script").text();
  m.clients = from.at("clients").whole(1, most_clients);
  m.route = from.at("route").one_of<bench_route>();
  m.rtt_ms = from.at("rtt_ms").number();
  if (auto const rtt = from.at("effective_rtt_ms"); !rtt.is_null()) m.effective_rtt_ms = rtt.number();
  m.status = from.at("status").one_of<measurement_status>();
  m.sqlstate = from.at("sqlstate").optional_sqlstate();
  m.broke_at = from.at("broke_at").whole(0, INT_MAX);
  m.summary = from.at("summary").text();
  return has_figures(m) ? with_figures(std::move(m), from) : m;
}

bench_info read_bench(json_reader const& from) {
  bench_info how;
  how.baseline = from.at("baseline").text();
  if (auto const rate = from.at("rate"); !rate.is_null()) how.rate = rate.number();
  how.duration_s = from.at("duration_s").number();
  how.warmup_s = from.at("warmup_s").number();
  how.repeat = from.at("repeat").whole(1, INT_MAX);
  how.threads = from.at("threads").whole(1, most_threads);
  how.query = from.at("query").text();
  how.sql = from.at("sql").text();
  how.transaction = from.at("transaction").whole(0, INT_MAX);
  how.reconnect = from.at("reconnect").flag();
  how.direct = from.at("direct").optional_text();
  how.direct_server = from.at("direct_server").text();
  how.tls = from.at("tls").flag();
  if (auto const size = from.at("pool_size"); !size.is_null()) how.pool_size = size.whole(0, INT_MAX);
  how.cores = from.at("cores").whole(0, most_cores);
  how.cpu = from.at("cpu").text();
  how.load_before = from.at("load_before").number_or_null();
  how.shards = from.at("shards").whole(1, most_shards);
  how.shard = from.at("shard").whole(0, how.shards - 1);
  how.merged = all_of(from.at("merged").list(most_shards),
                      [](json_reader const& one) { return one.whole(0, most_shards - 1); });
  how.warnings = from.at("warnings").texts();
  how.recreated = from.at("recreated").text_or_null();
  return how;
}

}  // namespace poolprobe
