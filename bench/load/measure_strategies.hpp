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

/// One strategy of the run.
struct strategy {
  std::string strategy;
  std::vector<std::string> also;  ///< other strategies that send the same
  driver_choice choice;
  bool is_driver = true;                    ///< false for simple, unnamed and named
  std::map<bench_route, failure> out = {};  ///< by route: why it is not measured there
  /// By route: why it is unknown whether the strategy works there, even where it was measured.
  std::map<bench_route, std::string> doubt = {};
};

/// A way to reach the server.
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
  /// Without random order, so that machines that measure together measure the same at the same time.
  bool in_order = false;
};

/// The state of the run, for a progress line.
struct progress {
  std::string strategy;
  int clients;
  double rtt_ms;
  int done, all;  ///< number of runs; each cell has one for each repeat, and one to find its rate
  double seconds_left;
};

/// Measures every strategy on every route with every number of clients. All repeats are in random order, so
/// that a machine whose speed changes affects all alike. An interrupt ends it with what was measured.
struct measured {
  std::vector<measurement> cells;  ///< strategy by strategy, route by route
  int connections = 0;             ///< opened for the load
};

[[nodiscard]] measured measure_strategies(measure_plan const&,
                                          std::function<void(progress const&)> const& tell);

}  // namespace poolprobe::bench
