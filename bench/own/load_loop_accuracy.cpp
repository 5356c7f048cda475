#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <thread>

#include "bench/load/delayed_target.hpp"
#include "bench/load/load_loop.hpp"
#include "bench/own/sample_stats.hpp"
#include "bench/own/versus.hpp"
#include "connection_text/find_target.hpp"
#include "drivers/driver.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

std::shared_ptr<statement_namer> names_of(driver_config const& config) {
  return std::make_shared<statement_namer>(config.names, std::uint64_t{1}, "versus");
}

/// An open loop; throws an error with the reason when it cannot be opened.
class opened_loop {
 public:
  opened_loop(target const& to, std::string_view driver, load const& how)
      : asked_(select1()),
        config_(find_driver(driver).config),
        loop_(to, {config_, &asked_, 0}, how, names_of(*config_)) {
    if (!loop_.open()) throw std::runtime_error(loop_.failed() ? loop_.failed()->summary : "interrupted");
  }
  load_loop* operator->() { return &loop_; }

 private:
  bench_query asked_;
  driver_config const* config_;
  load_loop loop_;
};

/// Writes and reads the same bytes and does nothing else: the least time that one client can take.
class bare_loop {
 public:
  bare_loop(target const& to, std::string_view driver) : line_(logged_in(to)) {
    fcntl(line_.socket(), F_SETFL, fcntl(line_.socket(), F_GETFL) & ~O_NONBLOCK);
    auto const* config = find_driver(driver).config;
    auto const asked = select1();
    auto const names = names_of(*config);
    operation_source says({config, &asked, 0}, names);
    operation_cache book;
    auto once = says.next(book);
    for (int i = 0; !says.settled(); ++i) {
      for (auto const& p : once->parts) exchange(p.bytes);
      once = says.next(book);
    }
    bytes_ = once->parts.front().bytes;
  }
  void once() { exchange(bytes_); }

 private:
  static wire::logged_in_stream logged_in(target const& to) {
    using state = wire::login_attempt::state;
    wire::login_attempt route(to);
    auto const until = clock::now() + 10s;
    for (auto now = route.advance(); now != state::open; now = route.advance()) {
      if (now == state::failed || clock::now() > until) throw std::runtime_error("cannot log in");
      std::this_thread::sleep_for(1ms);
    }
    return route.enter_as_stream();
  }
  /// The answer to so few bytes comes in one piece, and ends with ReadyForQuery: type, length 5, status.
  void exchange(std::string const& bytes) {
    for (std::string_view rest = bytes; !rest.empty();) {
      short wanted = 0;
      auto const sent = line_.over().attempt_write(rest, wanted);
      if (sent == 0) throw std::runtime_error("closed");
      if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::size_t have = 0;
    while (have < 6 || buffer_[have - 6] != 'Z') {
      auto const got = recv(line_.socket(), buffer_ + have, sizeof buffer_ - have, 0);
      if (got <= 0) throw std::runtime_error("closed");
      have += static_cast<std::size_t>(got);
    }
  }

  wire::logged_in_stream line_;
  std::string bytes_;
  char buffer_[4096] = {};
};

double median_of(std::vector<double> values) { return spread_of(std::move(values)).median; }

void print_loop(char const* what, load_loop const& loop) {
  auto const& times = loop.counted().latencies;
  fmt::print("{:<28}{:>9}{:>11.2f}{:>11.2f}{:>11.2f}{:>11.2f}\n", what, times.count(),
             times.percentile_us(0.5) / 1000, times.percentile_us(0.99) / 1000,
             times.percentile_us(0.999) / 1000, times.percentile_us(1) / 1000);
}

/// Runs the loop for that long; the relay stalls once, halfway.
void run_with_stall(load_loop& loop, relay& between, std::chrono::seconds duration) {
  auto const start = clock::now();
  bool stalled = false;
  loop.begin();
  while (clock::now() - start < duration && loop.complete_one()) {
    if (!stalled && clock::now() - start > duration / 2) {
      between.stall(100ms);
      stalled = true;
    }
  }
  if (loop.failed()) throw std::runtime_error(loop.failed()->summary);
}

}  // namespace

void print_latency(endpoint const& at) {
  constexpr int rounds = 300, in_a_round = 200;
  auto const to = parse_target(at.url(), "bench");
  fmt::print("One client against a bare write and read of the same bytes, {} rounds of {}, in turn; us\n",
             rounds, in_a_round);
  fmt::print("{:<22}{:>10}{:>10}{:>8}{:>10}\n", "", "ours", "bare", "ratio", "wanted");
  for (auto const& [name, driver] :
       {std::pair{"simple", "libpq"}, {"unnamed", "libpq:params"}, {"named", "libpq:prepared"}}) {
    opened_loop ours(to, driver, {});
    bare_loop bare(to, driver);
    std::vector<double> our_us, bare_us, ratio;
    for (int round = 0; round < rounds; ++round) {
      stopwatch const bare_time;
      for (int i = 0; i < in_a_round; ++i) bare.once();
      bare_us.push_back(bare_time.ms() * 1000 / in_a_round);
      stopwatch const our_time;
      ours->begin();
      for (int i = 0; i < in_a_round; ++i) {
        if (!ours->complete_one()) throw std::runtime_error("the loop ended");
      }
      our_us.push_back(our_time.ms() * 1000 / in_a_round);
      ours->drain();
      ratio.push_back(our_us.back() / bare_us.back());
    }
    fmt::print("{:<22}{:>10.2f}{:>10.2f}{:>8.3f}{:>10}\n", name, median_of(our_us), median_of(bare_us),
               median_of(ratio), "<= 1.05");
    std::fflush(stdout);
  }
  fmt::print("\n");
}

void print_stall(endpoint const& at) {
  constexpr auto duration = 5s;
  constexpr double rate = 1000;
  relay between({"127.0.0.1", std::to_string(at.port)}, relay_options{});
  auto const to = parse_target(endpoint{between.port(), at.database}.url(), "bench");
  fmt::print("A relay that stalls once for 100 ms, {} s each; ms\n", duration / 1s);
  fmt::print("{:<28}{:>9}{:>11}{:>11}{:>11}{:>11}\n", "", "count", "p50", "p99", "p99.9", "most");
  opened_loop open(to, "libpq:params", {.clients = 4, .rate = rate});
  run_with_stall(*open.operator->(), between, duration);
  print_loop("open loop, 1000/s", *open.operator->());
  opened_loop closed(to, "libpq:params", {.clients = 4});
  run_with_stall(*closed.operator->(), between, duration);
  print_loop("closed loop, 4 clients", *closed.operator->());
  // Of 5000 operations that begin a millisecond apart, 100 begin during the stall and end with it: they take
  // 100, 99, ... 1 ms. The 99.9th percentile is the fifth longest of them.
  fmt::print("{:<28}{:>9}{:>33.2f}\n", "expected of the open loop", static_cast<int>(rate) * 5, 96.0);
  fmt::print(
      "The closed loop asks nothing while it waits: four slow operations among so many do not show.\n\n");
}

void print_percentiles() {
  std::mt19937_64 random(20'261'128);
  std::lognormal_distribution<double> times(std::log(80'000.0), 1.2);
  std::vector<std::uint64_t> all(1'000'000);
  latency_histogram counted;
  for (auto& ns : all) counted.record(ns = static_cast<std::uint64_t>(times(random)));
  std::sort(all.begin(), all.end());
  fmt::print("Percentiles of {} samples of a log-normal distribution; us\n", all.size());
  fmt::print("{:<22}{:>12}{:>12}{:>10}{:>10}\n", "", "ours", "exact", "off by", "wanted");
  for (auto const part : {0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
    auto const rank = static_cast<std::size_t>(std::ceil(part * static_cast<double>(all.size())));
    auto const exact = static_cast<double>(all[rank - 1]) / 1000;
    auto const ours = counted.percentile_us(part);
    fmt::print("{:<22}{:>12.2f}{:>12.2f}{:>8.3f} %{:>10}\n", fmt::format("p{}", part * 100), ours, exact,
               100 * std::abs(ours / exact - 1), "<= 1 %");
  }
  fmt::print("\n");
}

}  // namespace poolprobe::bench
