#pragma once

#include <memory>
#include <string>

#include "lab/lab.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

/// What `poolprobe trace` costs, printed and never asserted.
namespace poolprobe::bench {

/// The real poolprobe trace in front of a server, in a process of its own.
class watched_server {
 public:
  explicit watched_server(lab::postgres const&);
  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] long resident_kib() const;  ///< its resident memory now
  /// Ends it with SIGINT and returns its output.
  [[nodiscard]] testing::program_result end();

 private:
  int port_;
  testing::running_program running_;
};

/// The median time of `select 1` with one client, direct and watched runs alternating.
void print_round_trips(lab::postgres const&);
/// Transactions a second of pgbench -S -c 8, direct and watched runs alternating.
void print_throughput(lab::postgres const&);
/// Memory over a million messages, with connections that open and close.
void print_memory(lab::postgres const&);

}  // namespace poolprobe::bench
