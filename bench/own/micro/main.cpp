// How fast poolprobe's own hot paths are, with Google Benchmark. Real time where threads work together.
//
//   build/release/bench/micro_benchmarks
//   build/release/bench/micro_benchmarks --benchmark_filter=relay
//   build/release/bench/micro_benchmarks --benchmark_repetitions=9 --benchmark_report_aggregates_only=true
//
// A file for each subject: encode, decode, notation, histogram, trace, relay, and an operation end to end.
#include <benchmark/benchmark.h>

BENCHMARK_MAIN();
