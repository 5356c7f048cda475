// The cost of recording a latency in the load loop, and of reading it in a report.
#include <algorithm>
#include <random>

#include "bench/own/micro/talk.hpp"
#include "model/latency_histogram.hpp"

namespace poolprobe::bench {
namespace {

/// Values distributed like latencies: mostly near 80 us, some far above. The same ones in every run.
std::vector<std::uint64_t> latencies() {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> around(11.3, 0.6);
  std::vector<std::uint64_t> all(1 << 16);
  std::generate(all.begin(), all.end(), [&] { return static_cast<std::uint64_t>(around(random)); });
  return all;
}

latency_histogram filled() {
  latency_histogram all;
  for (auto const each : latencies()) all.record(each);
  return all;
}

void histogram_record(benchmark::State& state) {
  auto const values = latencies();
  latency_histogram into;
  std::size_t at = 0;
  for (auto _ : state) {
    into.record(values[at]);
    at = (at + 1) % values.size();
  }
  benchmark::DoNotOptimize(into.count());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void histogram_percentile(benchmark::State& state) {
  auto const from = filled();
  for (auto _ : state) benchmark::DoNotOptimize(from.percentile_us(0.99));
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void histogram_add(benchmark::State& state) {
  auto const one = filled();
  latency_histogram sum;
  for (auto _ : state) sum.add(one);
  benchmark::DoNotOptimize(sum.count());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

BENCHMARK(histogram_record);
BENCHMARK(histogram_percentile);
BENCHMARK(histogram_add);

}  // namespace
}  // namespace poolprobe::bench
