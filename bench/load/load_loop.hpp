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

/// A client is measured after so many executions, whether or not its operations are all alike by then. Those
/// of a driver that makes a new name for each execution never are, nor does one count as settled that tries
/// again after some error. More than any driver of the catalogue takes until it prepares.
inline constexpr int enough_executions = 20;

/// How the load is put on.
struct load {
  int clients = 1;
  bool reconnect = false;  ///< a connection for each operation, opened and closed in its time
  std::optional<double> rate =
      {};  ///< operations a second, evenly spaced, all clients together; none: closed loop
  std::chrono::milliseconds patience{10'000};  ///< for a login, and for an answer
};

/// What was counted while operations were measured.
struct tally {
  latency_histogram latencies;
  std::uint64_t round_trips = 0;
  std::uint64_t messages_sent = 0, messages_received = 0;
  std::uint64_t bytes_sent = 0, bytes_received = 0;
};

/// Many client connections on one thread, each with one operation on its way at most; they follow a driver's
/// script, and every answer is checked. In a closed loop a client goes on as soon as it is answered; in an
/// open one operations begin at their time, or wait for a client, and that wait counts.
class load_loop {
 public:
  /// `to` and the question must outlive it. `names` as a process of its own would give them.
  load_loop(target const& to, workload const& todo, load const& how, std::shared_ptr<statement_namer> names);
  ~load_loop();
  load_loop(load_loop const&) = delete;
  load_loop& operator=(load_loop const&) = delete;

  /// Opens all connections, and lets each come to where all further operations are alike. False where that
  /// failed.
  [[nodiscard]] bool open();
  /// From now on it counts; an open loop begins now.
  void begin();
  /// Waits for one more completed operation. False where there will be none: see `failed` and `interrupted`.
  [[nodiscard]] bool complete_one();
  /// Waits for what is on its way; nothing of it counts.
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
  [[nodiscard]] failure silence() const;
  [[nodiscard]] std::uint32_t number_of(client const&) const;

  target const* to_;
  workload todo_;
  load how_;
  std::shared_ptr<statement_namer> names_;
  operation_cache book_;
  readiness ready_;
  std::vector<client> clients_;
  std::vector<std::uint32_t> idle_;  ///< of an open loop
  std::vector<char> buffer_;
  std::string scratch_;
  clock::time_point next_due_;
  clock::duration between_{};  ///< of an open loop
  enum class phase { opening, measuring, draining } phase_ = phase::opening;
  int opening_ = 0;  ///< logins under way
  int unsettled_ = 0;
  int busy_ = 0;
  std::uint64_t completed_ = 0;
  std::uint64_t taken_ = 0;
  tally tally_;
  std::vector<double> connect_ms_;
  std::optional<failure> failure_;
};

}  // namespace poolprobe::bench
