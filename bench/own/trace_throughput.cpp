#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "bench/own/sample_stats.hpp"
#include "bench/own/trace_cost.hpp"

namespace poolprobe::bench {
namespace {

std::string pgbench(lab::found_binary const& postgres, int port, std::vector<std::string> arguments) {
  std::vector<std::string> all{"-h", "127.0.0.1", "-p", std::to_string(port), "-U", "app"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.emplace_back("app");
  auto const ended = testing::running_program({all, {}, {}, (postgres.path / "pgbench").string()}).wait();
  if (ended.exit_code != 0) throw std::runtime_error("pgbench: " + ended.err);
  return ended.out;
}

/// Transactions a second.
double measured(lab::found_binary const& postgres, int port, std::string const& mode) {
  auto const out = pgbench(postgres, port, {"-n", "-S", "-c", "8", "-M", mode, "-T", "2"});
  auto const at = out.find("tps = ");
  if (at == std::string::npos) throw std::runtime_error("pgbench says no tps");
  return std::atof(out.c_str() + at + 6);
}

}  // namespace

void print_throughput(lab::postgres const& server) {
  constexpr int rounds = 9;
  auto const postgres = testing::any_postgres();
  (void)pgbench(postgres, server.port(), {"-i", "-q"});
  watched_server watched(server);
  fmt::print("pgbench -S -c 8, {} rounds of 2 s each, in turn; transactions a second\n", rounds);
  fmt::print("{:<28}{:>10}{:>10}{:>10}{:>10}\n", "", "direct", "watched", "kept", "wanted");
  for (std::string const mode : {"simple", "extended", "prepared"}) {
    std::vector<double> direct, traced, kept;
    for (int round = 0; round < rounds; ++round) {
      direct.push_back(measured(postgres, server.port(), mode));
      traced.push_back(measured(postgres, watched.port(), mode));
      kept.push_back(100 * traced.back() / direct.back());
    }
    fmt::print("{:<28}{:>10.0f}{:>10.0f}{:>8.0f} %{:>8}\n", "-M " + mode, spread_of(direct).median,
               spread_of(traced).median, spread_of(kept).median, "70 %");
    std::fflush(stdout);
  }
  fmt::print("\n");
  (void)watched.end();
}

}  // namespace poolprobe::bench
