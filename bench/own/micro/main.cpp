// How fast poolprobe's own hot paths are, with Google Benchmark. Real time where several threads take part.
//
//   build/release/bench/micro_benchmarks
//   build/release/bench/micro_benchmarks --benchmark_filter=relay
//   build/release/bench/micro_benchmarks --benchmark_repetitions=9 --benchmark_report_aggregates_only=true
//
// One file for each subject: encode, decode, notation, histogram, trace, relay, and an operation end to end.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
