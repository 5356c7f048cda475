#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

#include "bench/load/load_loop.hpp"
#include "bench/load/measure_strategies.hpp"

namespace poolprobe::bench {

/// One strategy on one way with so many clients, and what its threads have measured so far.
class cell {
 public:
  cell(measure_plan const&, strategy const&, route const&, int clients);

  /// The part of one thread of one run. `go_on` is asked after each completed operation. What is thrown, as
  /// where the process has no descriptor left, is a failure of this cell like any other: an exception that
  /// leaves a thread would end the process.
  template <class GoOn>
  void run(int thread, bool counts, GoOn go_on);
  /// It cannot be measured, for this reason.
  void give_up(std::string const& why);

  [[nodiscard]] int threads() const;
  /// How many operations each thread does in a repeat; known after a run that did not count.
  [[nodiscard]] std::uint64_t operations_of_a_thread() const { return operations_; }
  /// Whether further runs are of no use.
  [[nodiscard]] bool out() const;
  [[nodiscard]] measurement result() const;
  /// So many were opened.
  [[nodiscard]] int connections() const { return static_cast<int>(connect_ms_.size()); }
  [[nodiscard]] strategy const& who() const { return *who_; }
  [[nodiscard]] poolprobe::bench::route const& on() const { return *way_; }
  [[nodiscard]] int clients() const { return clients_; }
  /// All threads of a run that counts are through.
  void end_repeat();
  /// Takes the pace that a trial showed.
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
  double pace_ = 0;     ///< operations a second of the run under way
  std::vector<double> repeats_;
  std::vector<double> connect_ms_;
};

/// Google Benchmark waits for all threads of a run to ask it whether to go on.
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
    give_up(why.what());
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
