// One operation end to end: the load loop, and at the other end of the socket a thread that answers as
// PostgreSQL would, without a server's work.
#include <benchmark/benchmark.h>

#include "bench/load/load_loop.hpp"
#include "connection_text/find_target.hpp"
#include "drivers/driver.hpp"
#include "support/faithful_server.hpp"

namespace poolprobe::bench {
namespace {

void operation(benchmark::State& state, char const* driver) {
  testing::scripted_server const server(testing::answers_faithfully());
  auto const to = parse_target(server.url(), "bench");
  auto const asked = select1();
  auto const* config = find_driver(driver).config;
  auto const names = std::make_shared<statement_namer>(config->names, std::uint64_t{1}, "micro-#");
  load_loop loop(to, {config, &asked, 0}, {}, names);
  if (!loop.open()) return state.SkipWithError("cannot open it");
  loop.begin();
  for (auto _ : state) {
    if (!loop.complete_one()) return state.SkipWithError("it ended");
  }
  loop.drain();
  auto const bytes = loop.counted().bytes_sent + loop.counted().bytes_received;
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

BENCHMARK_CAPTURE(operation, simple, "libpq")->UseRealTime();
BENCHMARK_CAPTURE(operation, unnamed, "libpq:params")->UseRealTime();
BENCHMARK_CAPTURE(operation, named, "libpq:prepared")->UseRealTime();

}  // namespace
}  // namespace poolprobe::bench
