// Reading and writing the notation; items are messages, and for scripts the scripts.
#include "notation/notation.hpp"

#include <vector>

#include "bench/own/micro/talk.hpp"
#include "drivers/driver.hpp"
#include "drivers/engine/script.hpp"

namespace poolprobe::bench {
namespace {

constexpr std::string_view message_group =
    "P(__asyncpg_stmt_1__) D(S) H | B E S | Q(BEGIN) 3 x [B E S] C(S) S";

void parse_notation(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(notation::parse_notation(message_group));
  count(state, notation::parse_notation(message_group).size(), message_group.size());
}

void print_notation(benchmark::State& state) {
  auto const steps = notation::parse_notation(message_group);
  for (auto _ : state) benchmark::DoNotOptimize(notation::print_notation(steps));
  count(state, steps.size(), notation::print_notation(steps).size());
}

/// Every script of the catalogue.
void parse_scripts(benchmark::State& state) {
  std::vector<std::string_view> scripts;
  std::size_t bytes = 0;
  for (auto const& driver : all_drivers()) {
    for (auto const& config : driver.configs) {
      scripts.push_back(config.script);
      bytes += config.script.size();
    }
  }
  for (auto _ : state) {
    for (auto const script : scripts) benchmark::DoNotOptimize(parse_script(script));
  }
  count(state, scripts.size(), bytes);
}

BENCHMARK(parse_notation);
BENCHMARK(print_notation);
BENCHMARK(parse_scripts);

}  // namespace
}  // namespace poolprobe::bench
