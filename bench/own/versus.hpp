#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lab/lab.hpp"

/// `poolprobe bench` and other ways to measure the same, alternating in one run; printed and never asserted.
namespace poolprobe::bench {

/// A database behind a PgBouncer, or the server itself.
struct endpoint {
  int port;
  std::string database;
  [[nodiscard]] std::string url() const;
};

/// The result of one run of a load program.
struct load_run {
  double ops_per_s = 0;
  double cpu_us = 0;    ///< per operation, user and system
  double user_us = 0;   ///< per operation, outside the kernel
  double peak_mib = 0;  ///< of the whole process
};

/// pgbench with the query of `select1`; `mode` is simple, extended or prepared.
[[nodiscard]] load_run run_pgbench(endpoint const&, std::string const& mode, int clients, double seconds);
/// The same with `poolprobe bench -S strategy`.
[[nodiscard]] load_run run_bench(endpoint const&, std::string const& strategy, int clients, double seconds);

/// Operations a second and processor time at 1, 8 and 64 clients.
void print_speed(endpoint const&);
/// One client, against a loop that writes and reads the same bytes.
void print_latency(endpoint const&);
/// 2000 clients: operations a second and memory.
void print_crowd(endpoint const&);
/// Percentiles of known samples.
void print_percentiles();
/// Where strategies break in `poolprobe bench`, and where two real processes of their drivers break.
void print_breaks();
/// What an open and a closed loop report about a stall of 100 ms.
void print_stall(endpoint const&);

}  // namespace poolprobe::bench
