#include "bench/load/measure_strategies.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <thread>

#include "bench/load/bench_cell.hpp"
#include "model/fatal.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe::bench {
namespace {

/// Google Benchmark decides only what runs when; its own report is discarded.
class silent : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(Context const&) override { return true; }
  void ReportRuns(std::vector<Run> const&) override {}
};

/// Counts the runs for the progress line.
class progress_reporter {
 public:
  progress_reporter(measure_plan const& plan, std::size_t cells,
                    std::function<void(progress const&)> const& tell)
      : tell_(&tell),
        all_(static_cast<int>(cells) * (plan.repeat + 1)),
        of_rate_finding_(plan.warmup.count()),
        of_a_repeat_((plan.warmup + plan.duration).count()),
        left_(static_cast<double>(cells) * (of_rate_finding_ + plan.repeat * of_a_repeat_)) {}

  void begin(cell const& c, bool counts) {
    (*tell_)({c.who().strategy, c.clients(), c.on().rtt_ms, done_++, all_, std::max(0.0, left_)});
    left_ -= counts ? of_a_repeat_ : of_rate_finding_;
  }

 private:
  std::function<void(progress const&)> const* tell_;
  int done_ = 0;
  int all_;
  double of_rate_finding_, of_a_repeat_, left_;
};

/// Finds the rate of a cell; the number of operations of a repeat is computed from it.
void find_rate(cell& c, std::chrono::duration<double> duration) {
  auto const part = [&c, duration](int thread) {
    clock::time_point until{};
    c.run(thread, false, [&until, duration](std::uint64_t operations) {
      if (operations == 0) until = clock::now() + std::chrono::duration_cast<clock::duration>(duration);
      return clock::now() < until;
    });
  };
  std::vector<std::jthread> others;
  try {
    for (int i = 1; i < c.threads(); ++i)
      others.emplace_back(wire::start_thread<std::jthread>([&part, i] { part(i); }));
  } catch (fatal const& why) {
    c.fail(why.message);
  }
  part(0);
  others.clear();
  c.end_rate_finding();
}

/// One iteration is one completed operation.
void repeat(benchmark::State& state, cell& c, progress_reporter& reporter) {
  if (state.thread_index() == 0) {
    c.end_repeat();
    if (!c.out()) reporter.begin(c, true);
  }
  c.run(state.thread_index(), true, [&state](std::uint64_t) { return state.KeepRunning(); });
  if (c.out()) state.SkipWithError("out");
}

void run_repeats(std::deque<cell>& cells, measure_plan const& plan, progress_reporter& reporter) {
  // Google Benchmark prints an error where no benchmark is registered.
  if (std::all_of(cells.begin(), cells.end(), [](cell const& c) { return c.out(); })) return;
  std::string name = "poolprobe";
  std::string interleave =
      fmt::format("--benchmark_enable_random_interleaving={}", plan.in_order ? "false" : "true");
  std::array<char*, 3> words{name.data(), interleave.data(), nullptr};
  int count = 2;
  benchmark::Initialize(&count, words.data());
  benchmark::ClearRegisteredBenchmarks();
  for (auto& c : cells) {
    if (c.out()) continue;
    benchmark::RegisterBenchmark(c.who().strategy.c_str(),
                                 [&c, &reporter](benchmark::State& state) { repeat(state, c, reporter); })
        ->Threads(c.threads())
        ->UseRealTime()
        ->Repetitions(plan.repeat)
        ->Iterations(static_cast<benchmark::IterationCount>(c.operations_of_a_thread()));
  }
  silent quiet;
  benchmark::RunSpecifiedBenchmarks(&quiet);
  benchmark::ClearRegisteredBenchmarks();
}

}  // namespace

measured measure_strategies(measure_plan const& plan, std::function<void(progress const&)> const& tell) {
  std::deque<cell> cells;
  for (auto const& who : plan.strategies) {
    for (auto const& on : plan.routes) {
      for (auto const clients : plan.clients) cells.emplace_back(plan, who, on, clients);
    }
  }
  auto const alive = std::count_if(cells.begin(), cells.end(), [](cell const& c) { return !c.out(); });
  progress_reporter reporter(plan, static_cast<std::size_t>(alive), tell);
  for (auto& c : cells) {
    if (c.out()) continue;
    reporter.begin(c, false);
    find_rate(c, std::max(plan.warmup, std::chrono::duration<double>(0.05)));
  }
  run_repeats(cells, plan, reporter);
  measured all;
  for (auto& c : cells) {
    c.end_repeat();
    all.cells.push_back(c.result());
    all.connections += c.connections();
  }
  return all;
}

}  // namespace poolprobe::bench
