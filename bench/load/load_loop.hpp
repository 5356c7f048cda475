#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/load/answer_check.hpp"
#include "bench/load/operation_source.hpp"
#include "bench/load/socket_readiness.hpp"
#include "conninfo/target.hpp"
#include "model/latency_histogram.hpp"
#include "wire/logged_in_stream.hpp"
#include "wire/login.hpp"

namespace poolprobe::bench {

using clock = std::chrono::steady_clock;

/// A client is measured after this many executions, even if its operations still change. With a driver that
/// makes a new name for each execution they always change, and a driver that retries after an error never
/// counts as settled. Every driver of the catalogue needs fewer executions until it prepares.
inline constexpr int enough_executions = 20;

/// How much load, and how it is spaced.
struct load {
  int clients = 1;
  bool reconnect = false;  ///< a connection for each operation; opening and closing count as part of it
  std::optional<double> rate =
      {};  ///< operations a second of all clients together, evenly spaced; none: closed loop
  std::chrono::milliseconds patience{10'000};  ///< for a login or an answer
};

/// Counts of the measured operations.
struct tally {
  latency_histogram latencies;
  std::uint64_t round_trips = 0;
  std::uint64_t messages_sent = 0, messages_received = 0;
  std::uint64_t bytes_sent = 0, bytes_received = 0;
};

/// Many client connections on one thread, each with at most one operation in progress. They follow a driver's
/// script, and every answer is checked. In a closed loop a client starts the next operation as soon as it has
/// the answer. In an open loop operations start at fixed times; where no client is free they wait, and that
/// wait is part of their latency.
class load_loop {
 public:
  /// `to` and the query must outlive it. `names` are those of a separate process.
  load_loop(target const& to, workload const& todo, load const& how, std::shared_ptr<statement_namer> names);
  ~load_loop();
  load_loop(load_loop const&) = delete;
  load_loop& operator=(load_loop const&) = delete;

  /// Opens all connections, and runs each until all further operations are the same. False where that failed.
  [[nodiscard]] bool open();
  /// Starts the measurement, and the open loop.
  void begin();
  /// Waits until one more operation is completed. False where none will be: see `failed` and `interrupted`.
  [[nodiscard]] bool complete_one();
  /// Waits for operations in progress, which are not counted.
  void drain();

  [[nodiscard]] std::optional<failure> const& failed() const { return failure_; }
  [[nodiscard]] tally const& counted() const { return tally_; }
  /// How long opening each connection took, in milliseconds.
  [[nodiscard]] std::vector<double> const& connect_ms() const { return connect_ms_; }

 private:
  struct client;

  [[nodiscard]] bool pump(std::chrono::nanoseconds longest);
  [[nodiscard]] std::chrono::nanoseconds until_due() const;
  void start_due();
  void begin_login(client&);
  void go_on_login(client&);
  void logged_in(client&);
  void begin_operation(client&, clock::time_point intended);
  void send_operation(client&, operation_ptr const&);
  void send_part(client&);
  void transmit(client&, std::string_view bytes, int messages);
  void start_over(client&, operation_ptr again);
  void flush(client&);
  void receive(client&);
  void feed(client&, std::string_view bytes);
  [[nodiscard]] std::string_view take_messages(client&, std::string_view bytes);
  void take(client&, char type, std::string_view body);
  void take_error(client&, std::string_view body);
  void finish_part(client&);
  void finish_operation_part(client&);
  void finish_operation(client&);
  void close(client&);
  void fail(failure);
  void lost(client&);
  [[nodiscard]] failure no_answer() const;
  [[nodiscard]] std::uint32_t number_of(client const&) const;

  target const* to_;
  workload todo_;
  load how_;
  std::shared_ptr<statement_namer> names_;
  operation_cache book_;
  readiness ready_;
  std::vector<client> clients_;
  std::vector<std::uint32_t> idle_;  ///< clients without an operation, in an open loop
  std::vector<char> buffer_;
  std::string scratch_;
  clock::time_point next_due_;
  clock::duration between_{};  ///< between two starts of an open loop
  enum class phase { opening, measuring, draining } phase_ = phase::opening;
  int opening_ = 0;  ///< logins in progress
  int unsettled_ = 0;
  int busy_ = 0;
  std::uint64_t completed_ = 0;
  std::uint64_t taken_ = 0;
  tally tally_;
  std::vector<double> connect_ms_;
  std::optional<failure> failure_;
};

}  // namespace poolprobe::bench
