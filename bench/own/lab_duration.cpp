#include <fmt/format.h>

#include "bench/own/check_and_lab_durations.hpp"
#include "bench/own/sample_stats.hpp"
#include "support/servers.hpp"

namespace poolprobe::bench {

void print_lab_duration() {
  constexpr int repeats = 9;
  std::vector<double> ready;
  for (int i = 0; i < repeats; ++i) {
    stopwatch const starting;
    lab::postgres const server(testing::any_postgres());
    lab::pgbouncer const pooler(testing::any_pgbouncer(), server);
    ready.push_back(starting.ms());
  }
  auto const [least, median, most] = spread_of(std::move(ready));
  fmt::print("A lab of PostgreSQL and PgBouncer from nothing to ready, {} times; ms\n", repeats);
  fmt::print("{:<28}{:>5}{:>7.0f}{:>7.0f}{:>7.0f}\n", "with the template", "", least, median, most);
}

}  // namespace poolprobe::bench
