#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/answer_check.hpp"
#include "bench/load/bench_query.hpp"
#include "conninfo/target.hpp"
#include "drivers/driver.hpp"
#include "model/measurement.hpp"

namespace poolprobe::bench {

/// A strategy that takes part.
struct strategy {
  std::string strategy;
  std::vector<std::string> also;  ///< others that send the same
  driver_choice choice;
  bool is_driver = true;                    ///< false for simple, unnamed and named
  std::map<bench_route, failure> out = {};  ///< by route: why it is not measured there
  /// By route: why nobody can tell whether it survives there, whatever its figures.
  std::map<bench_route, std::string> doubt = {};
};

/// A way to the server.
struct route {
  bench_route route = bench_route::pooled;
  double rtt_ms = 0;
  double effective_rtt_ms = 0;
  target const* where = nullptr;
};

struct measure_plan {
  std::vector<strategy> strategies;
  std::vector<route> routes;
  std::vector<int> clients;
  bench_query asked;
  int transaction = 0;
  bool reconnect = false;
  std::optional<double> rate;
  int threads = 1;
  int repeat = 3;
  std::chrono::duration<double> duration{3};  ///< of each repeat
  std::chrono::duration<double> warmup{0.3};  ///< before each repeat
  std::chrono::milliseconds patience{10'000};
  bool in_order =
      false;  ///< not in random order: machines that measure together do the same at the same time
};

/// How far it is, for a line of progress.
struct progress {
  std::string strategy;
  int clients;
  double rtt_ms;
  int done, all;  ///< runs; each cell has one for each repeat, and one to find its rate
  double seconds_left;
};

/// Measures every strategy on every way with every number of clients, repeats of all in random order, so
/// that a machine that changes its pace does so for all. An interrupt ends it with what was measured.
struct measured {
  std::vector<measurement> cells;  ///< strategy by strategy, way by way
  int connections = 0;             ///< that were opened for the load
};

[[nodiscard]] measured measure(measure_plan const&, std::function<void(progress const&)> const& tell);

}  // namespace poolprobe::bench
