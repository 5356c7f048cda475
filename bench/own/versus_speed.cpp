#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "bench/own/sample_stats.hpp"
#include "bench/own/versus.hpp"

namespace poolprobe::bench {
namespace {

struct pair_of_modes {
  char const* strategy;
  char const* mode;
};
constexpr pair_of_modes modes[] = {{"simple", "simple"}, {"unnamed", "extended"}, {"named", "prepared"}};

/// The figures of poolprobe and pgbench, round by round; each ratio is of two consecutive runs. The kernel
/// samples user time every few milliseconds, too rarely for one run: that ratio is of the means of all runs.
struct ratios {
  std::vector<double> ours, theirs, speed, cpu, our_user, their_user, memory;

  void add(load_run const& our, load_run const& their) {
    ours.push_back(our.ops_per_s);
    theirs.push_back(their.ops_per_s);
    speed.push_back(our.ops_per_s / their.ops_per_s);
    cpu.push_back(our.cpu_us / their.cpu_us);
    our_user.push_back(our.user_us);
    their_user.push_back(their.user_us);
    memory.push_back(our.peak_mib / their.peak_mib);
  }
};

/// The two alternate in who runs first, so over an even number of rounds each is first equally often.
ratios compare(endpoint const& at, pair_of_modes const& by, int clients, int rounds, double seconds) {
  ratios all;
  for (int round = 0; round < rounds; ++round) {
    auto const ours_first = round % 2 == 0;
    auto our = ours_first ? run_bench(at, by.strategy, clients, seconds) : load_run{};
    auto const their = run_pgbench(at, by.mode, clients, seconds);
    if (!ours_first) our = run_bench(at, by.strategy, clients, seconds);
    all.add(our, their);
  }
  return all;
}

double middle(std::vector<double> const& values) { return spread_of(values).median; }

/// The range that contains the true median with 95 % confidence: between two of the sorted values, whatever
/// their distribution.
std::string middle_between(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  auto const count = static_cast<double>(values.size());
  auto const reach = 1.96 * std::sqrt(count) / 2;
  auto const low = static_cast<std::size_t>(std::max(0.0, std::floor((count - 1) / 2 - reach)));
  return fmt::format("{:.2f}-{:.2f}", values[low], values[values.size() - 1 - low]);
}

double sum(std::vector<double> const& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

}  // namespace

void print_speed(endpoint const& at) {
  // Short runs: the rest of the machine's load is then much the same for both sides of a round.
  constexpr int rounds = 30;
  constexpr double seconds = 1;
  fmt::print("poolprobe bench against pgbench, through one PgBouncer, {} rounds of {} s each, in turn\n",
             rounds, seconds);
  fmt::print("medians, of user time means; speed, cpu and user are ratios of ours to pgbench's\n");
  fmt::print("{:<20}{:>8}{:>10}{:>7}{:>7}{:>7}  {}\n", "", "ours/s", "pgbench/s", "speed", "cpu", "user",
             "speed, 95 %");
  for (auto const clients : {1, 8, 64}) {
    for (auto const& m : modes) {
      auto const got = compare(at, m, clients, rounds, seconds);
      fmt::print("{:<20}{:>8.0f}{:>10.0f}{:>7.2f}{:>7.2f}{:>7.2f}  {}\n",
                 fmt::format("{}, {} client{}", m.strategy, clients, clients == 1 ? "" : "s"),
                 middle(got.ours), middle(got.theirs), middle(got.speed), middle(got.cpu),
                 sum(got.our_user) / sum(got.their_user), middle_between(got.speed));
      std::fflush(stdout);
    }
  }
  fmt::print("{:<20}{:>25}{:>7}{:>7}\n\n", "wanted", ">=1.00", "<=1.00", "<=0.50");
}

void print_crowd(endpoint const& at) {
  constexpr int rounds = 4, clients = 2000;
  constexpr double seconds = 4;
  fmt::print("{} clients through one PgBouncer, {} rounds of {} s each, in turn; medians\n", clients, rounds,
             seconds);
  fmt::print("{:<22}{:>10}{:>10}{:>8}{:>8}\n", "", "ours/s", "pgbench/s", "speed", "memory");
  for (auto const& m : modes) {
    auto const got = compare(at, m, clients, rounds, seconds);
    fmt::print("{:<22}{:>10.0f}{:>10.0f}{:>8.2f}{:>8.2f}\n", m.strategy, middle(got.ours), middle(got.theirs),
               middle(got.speed), middle(got.memory));
    std::fflush(stdout);
  }
  fmt::print("{:<22}{:>28}{:>8}\n\n", "wanted", ">= 1.00", "<= 0.50");
}

}  // namespace poolprobe::bench
