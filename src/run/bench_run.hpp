#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/measure_strategies.hpp"
#include "conninfo/target.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

struct bench_run_options {
  bench::measure_plan plan;       ///< without the routes, and without a query that needs a table
  std::string query = "select1";  ///< "select1", "lookup", "update": otherwise `plan.asked` is from a file
  std::vector<std::chrono::microseconds> round_trips;
  std::optional<target> direct;
  std::optional<target> untracked;  ///< a pooler like TARGET's that does not track prepared statements
  std::string recreated = {};       ///< the table that --recreate-table asks for; may be empty
  std::string baseline;             ///< a strategy; empty: the first that is measured
  bool sacrificial = false;
  int shard = 0, shards = 1;
  std::string nonce = {};  ///< of the run; marks what it leaves
  std::function<void(std::string_view)> progress = [](std::string_view) {};
};

/// All of `bench`: survey, preflight of the strategies, measurement. An
/// interrupt ends it with what was measured. Throws `fatal`.
[[nodiscard]] run_record benchmark_target(target const&, bench_run_options);

}  // namespace poolprobe
