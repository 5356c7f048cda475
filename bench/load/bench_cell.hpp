#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "bench/load/load_loop.hpp"
#include "bench/load/measure_strategies.hpp"

namespace poolprobe::bench {

/// One strategy on one route with one number of clients, and what its threads have measured so far.
class cell {
 public:
  cell(measure_plan const&, strategy const&, route const&, int clients);

  /// What one thread does in one run. `go_on` is called after each completed operation, and decides whether
  /// another follows. An exception (no file descriptor left, for instance) becomes a failure of this cell: an
  /// exception that left the thread would end the process.
  template <class GoOn>
  void run(int thread, bool counts, GoOn go_on);
  /// Records that the cell cannot be measured, and why.
  void fail(std::string const& why);

  [[nodiscard]] int threads() const;
  /// The number of operations of each thread in a repeat; known after the trial run.
  [[nodiscard]] std::uint64_t operations_of_a_thread() const { return operations_; }
  /// Whether it has failed, so that further runs are useless.
  [[nodiscard]] bool out() const;
  [[nodiscard]] measurement result() const;
  /// The number of connections that were opened.
  [[nodiscard]] int connections() const { return static_cast<int>(connect_ms_.size()); }
  [[nodiscard]] strategy const& who() const { return *who_; }
  [[nodiscard]] poolprobe::bench::route const& on() const { return *way_; }
  [[nodiscard]] int clients() const { return clients_; }
  /// Call when all threads of a measured run have ended.
  void end_repeat();
  /// Call when the trial run has ended: computes the number of operations from its rate.
  void end_rate_finding();

 private:
  /// Processor time of a thread in microseconds.
  struct processor_time {
    double user = 0, system = 0;
    [[nodiscard]] static processor_time now();
  };
  void add(load_loop const&, double seconds, std::uint64_t operations, processor_time spent, bool counts);
  [[nodiscard]] int clients_of(int thread) const;
  [[nodiscard]] load load_of(int thread) const;
  [[nodiscard]] std::shared_ptr<statement_namer> names() const;
  void warm_up(load_loop&) const;
  template <class GoOn>
  void measure(int thread, bool counts, GoOn& go_on);

  measure_plan const* plan_;
  strategy const* who_;
  route const* way_;
  int clients_;
  std::uint64_t operations_ = 1;

  mutable std::mutex guard_;
  std::optional<failure> failure_;
  tally sum_;
  processor_time spent_;
  double seconds_ = 0;  ///< of all threads
  double pace_ = 0;     ///< operations a second of the current run
  std::vector<double> repeats_;
  std::vector<double> connect_ms_;
};

/// Google Benchmark waits until every thread of a run has asked it whether to go on, so a thread that fails
/// asks as well.
template <class GoOn>
void cell::run(int thread, bool counts, GoOn go_on) {
  bool asked = false;
  auto ask = [&](std::uint64_t operations) {
    asked = true;
    return go_on(operations);
  };
  try {
    measure(thread, counts, ask);
  } catch (std::exception const& why) {
    fail(why.what());
    if (!asked) (void)go_on(0);
  }
}

template <class GoOn>
void cell::measure(int thread, bool counts, GoOn& go_on) {
  workload const todo{who_->choice.config, &plan_->asked, plan_->transaction};
  load_loop loop(*way_->where, todo, load_of(thread), names());
  auto const opened = !out() && loop.open();
  if (opened && counts) warm_up(loop);
  std::uint64_t operations = 0;
  clock::time_point began;
  processor_time before;
  while (go_on(operations) && opened && !loop.failed()) {
    if (operations == 0) {
      before = processor_time::now();
      began = clock::now();
      loop.begin();
    }
    if (!loop.complete_one()) break;
    ++operations;
  }
  auto const after = processor_time::now();
  auto const seconds = operations > 0 ? std::chrono::duration<double>(clock::now() - began).count() : 0;
  loop.drain();
  add(loop, seconds, operations, {after.user - before.user, after.system - before.system}, counts);
}

}  // namespace poolprobe::bench
