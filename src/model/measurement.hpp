#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/latency_histogram.hpp"
#include "model/words.hpp"

/// What `bench` measured, as plain data.
namespace poolprobe {

/// How the measuring of a cell ended; the least grave first.
enum class measurement_status {
  measured,
  skipped,
  unknown,  ///< of a saved run: a word that this version does not know
  error,    ///< it could not be measured, which says nothing about the strategy
  breaks,
  wrong_answer,
  loses,  ///< a commit was reported, and nothing of the transaction was kept
};
template <>
inline constexpr std::array<std::string_view, 7> words_for<measurement_status>{
    "measured", "skipped", "unknown", "error", "breaks", "wrong_answer", "loses"};

/// Whether the strategy met something that an application would meet.
[[nodiscard]] constexpr bool is_failure(measurement_status s) { return s >= measurement_status::breaks; }

/// The route of a cell to the server.
enum class bench_route {
  pooled,     ///< to TARGET
  direct,     ///< to the target of --direct
  untracked,  ///< as `pooled`, but for the pooler's support of prepared statements (of a recreated table)
  unknown,    ///< of a saved run: one that this version does not know
};
template <>
inline constexpr std::array<std::string_view, 4> words_for<bench_route>{"pooled", "direct", "untracked",
                                                                        "unknown"};

/// One cell: a strategy on one route, with one number of clients and one round-trip time. For a strategy that
/// did not work, all figures are 0.
struct measurement {
  std::string strategy;               ///< "simple", "unnamed", "named", or a driver's id, "psycopg3:none"
  std::vector<std::string> also;      ///< other strategies that were asked for and send the same
  std::optional<std::string> driver;  ///< id in the catalogue; none for simple, unnamed and named
  std::string setting;                ///< of the driver's configuration
  std::string script;
  int clients = 1;
  bench_route route = bench_route::pooled;
  double rtt_ms = 0;            ///< the round-trip time that was added; 0: none
  double effective_rtt_ms = 0;  ///< the measured median round-trip time on an idle connection

  measurement_status status = measurement_status::measured;
  std::optional<std::string> sqlstate;
  int broke_at = 0;     ///< executions of a client until it broke, that one included; 0: before any
  std::string summary;  ///< why there are no figures; beside figures, why it may still break here

  std::uint64_t operations = 0;
  double seconds = 0;           ///< that the operations took, all repeats together
  double ops_per_s = 0;         ///< the mean of the repeats
  std::vector<double> repeats;  ///< operations a second of each repeat
  latency_histogram latencies;  ///< of all operations of all repeats
  double p50_us = 0, p90_us = 0, p99_us = 0, p999_us = 0, max_us = 0;
  double round_trips = 0;  ///< for one operation, like all that follow
  double messages_sent = 0, messages_received = 0;
  double bytes_sent = 0, bytes_received = 0;
  double cpu_us_per_op = 0;       ///< our own, user and system
  double cpu_user_us_per_op = 0;  ///< of it, outside the kernel
  double connect_ms = 0;          ///< the median of opening a connection
};

/// How all cells of a run were measured.
struct bench_info {
  std::string baseline;        ///< the strategy that the others are compared with
  std::optional<double> rate;  ///< operations a second of an open loop; none: closed
  double duration_s = 0;       ///< of each repeat
  double warmup_s = 0;
  int repeat = 1;
  int threads = 1;
  std::string query;                  ///< "select1", "lookup", "update" or the file's name
  std::string sql;                    ///< with parameters as $1
  int transaction = 0;                ///< statements in a transaction block; 0: each by itself
  bool reconnect = false;             ///< a new connection for each operation
  std::optional<std::string> direct;  ///< the display form of --direct
  std::string direct_server;          ///< its version
  bool tls = false;                   ///< between us and TARGET
  std::optional<int> pool_size;       ///< server connections seen at once; none where that was not looked at
  int cores = 0;
  std::string cpu;                    ///< as the system names it; may be empty
  double load_before = 0;             ///< load average of one minute
  int shard = 0;                      ///< from 0
  int shards = 1;                     ///< of so many machines; 1 also where it is alone
  std::vector<int> merged;            ///< numbers of the shards that `report` added up to this; mostly empty
  std::vector<std::string> warnings;  ///< what makes the figures doubtful
  std::string recreated;              ///< the table that was asked for by name; may be empty
};

}  // namespace poolprobe
