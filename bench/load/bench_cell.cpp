#include "bench/load/bench_cell.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cmath>

#include "text/random_hex.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe::bench {
namespace {

double microseconds(timeval const& t) {
  return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void add_up(tally& to, tally const& more) {
  to.latencies.add(more.latencies);
  to.round_trips += more.round_trips;
  to.messages_sent += more.messages_sent;
  to.messages_received += more.messages_received;
  to.bytes_sent += more.bytes_sent;
  to.bytes_received += more.bytes_received;
}

}  // namespace

/// The processor time of the thread, or of the process where the system has no time for each thread.
cell::processor_time cell::processor_time::now() {
#ifdef RUSAGE_THREAD
  constexpr int whose = RUSAGE_THREAD;
#else
  constexpr int whose = RUSAGE_SELF;
#endif
  rusage used{};
  getrusage(whose, &used);
  return {microseconds(used.ru_utime), microseconds(used.ru_stime)};
}

cell::cell(measure_plan const& plan, strategy const& who, route const& on, int clients)
    : plan_(&plan), who_(&who), way_(&on), clients_(clients) {
  if (auto const out = who.out.find(on.route); out != who.out.end()) failure_ = out->second;
}

int cell::threads() const { return std::min(plan_->threads, clients_); }

bool cell::out() const {
  std::lock_guard const lock(guard_);
  return failure_.has_value() || wire::interrupted_by() != 0;
}

int cell::clients_of(int thread) const {
  return clients_ / threads() + (thread < clients_ % threads() ? 1 : 0);
}

load cell::load_of(int thread) const {
  load how{clients_of(thread), plan_->reconnect, plan_->rate, plan_->patience};
  if (how.rate) how.rate = *how.rate * how.clients / clients_;
  return how;
}

std::shared_ptr<statement_namer> cell::names() const {
  auto const& how = who_->choice.config->names;
  return std::make_shared<statement_namer>(how, static_cast<std::uint64_t>(how.first), random_hex(16) + "#");
}

void cell::warm_up(load_loop& loop) const {
  auto const until = clock::now() + plan_->warmup;
  loop.begin();
  while (clock::now() < until && loop.complete_one()) {
  }
  loop.drain();
}

void cell::add(load_loop const& loop, double seconds, std::uint64_t operations, processor_time spent,
               bool counts) {
  std::lock_guard const lock(guard_);
  if (loop.failed() && !failure_) failure_ = loop.failed();
  auto const& times = loop.connect_ms();
  connect_ms_.insert(connect_ms_.end(), times.begin(), times.end());
  if (seconds > 0) pace_ += static_cast<double>(operations) / seconds;
  if (!counts) return;
  add_up(sum_, loop.counted());
  spent_.user += spent.user;
  spent_.system += spent.system;
  seconds_ += seconds;
}

void cell::fail(std::string const& why) {
  std::lock_guard const lock(guard_);
  if (!failure_) failure_ = failure{measurement_status::error, {}, 0, why};
}

void cell::end_rate_finding() {
  auto const pace = std::exchange(pace_, 0);
  // A short trial of an open loop may have completed one operation more than the rate allows.
  auto const all = (plan_->rate ? std::min(pace, *plan_->rate) : pace) * plan_->duration.count();
  operations_ = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::llround(all / threads())));
}

void cell::end_repeat() {
  if (auto const pace = std::exchange(pace_, 0); pace > 0) repeats_.push_back(pace);
}

measurement cell::result() const {
  measurement m;
  m.strategy = who_->strategy;
  m.also = who_->also;
  if (who_->is_driver) m.driver = who_->choice.driver->id;
  m.setting = who_->choice.config->setting;
  m.script = script_text(*who_->choice.config);
  m.clients = clients_;
  m.route = way_->route;
  m.rtt_ms = way_->rtt_ms;
  m.effective_rtt_ms = way_->effective_rtt_ms;
  if (failure_) {
    m.status = failure_->status;
    m.sqlstate = failure_->sqlstate;
    m.broke_at = failure_->executions;
    m.summary = failure_->summary;
    return m;
  }
  auto const& times = sum_.latencies;
  m.operations = times.count();
  if (m.operations == 0) {
    m.status = measurement_status::skipped;
    m.summary = "interrupted before it was measured";
    return m;
  }
  auto const per_operation = [&m](auto total) {
    return static_cast<double>(total) / static_cast<double>(m.operations);
  };
  if (auto const doubt = who_->doubt.find(way_->route); doubt != who_->doubt.end()) m.summary = doubt->second;
  m.seconds = seconds_ / threads();
  m.repeats = repeats_;
  for (auto const r : repeats_) m.ops_per_s += r / static_cast<double>(repeats_.size());
  m.latencies = times;
  m.p50_us = times.percentile_us(0.5);
  m.p90_us = times.percentile_us(0.9);
  m.p99_us = times.percentile_us(0.99);
  m.p999_us = times.percentile_us(0.999);
  m.max_us = times.percentile_us(1);
  m.round_trips = per_operation(sum_.round_trips);
  m.messages_sent = per_operation(sum_.messages_sent);
  m.messages_received = per_operation(sum_.messages_received);
  m.bytes_sent = per_operation(sum_.bytes_sent);
  m.bytes_received = per_operation(sum_.bytes_received);
  m.cpu_us_per_op = per_operation(spent_.user + spent_.system);
  m.cpu_user_us_per_op = per_operation(spent_.user);
  m.connect_ms = median(connect_ms_);
  return m;
}

}  // namespace poolprobe::bench
