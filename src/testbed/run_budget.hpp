#pragma once

#include <chrono>
#include <string>

#include "model/fatal.hpp"

/// What a run may open, send and wait in all. It stops what would go on for ever: a pooler that answers oddly
/// makes the testbed reconnect and try again.
namespace poolprobe {

struct run_bounds {
  int connections = 0;           ///< that are tried, refused ones included
  int round_trips = 0;           ///< steps that are sent and answered
  std::chrono::seconds time{0};  ///< from the beginning

  [[nodiscard]] run_bounds operator+(run_bounds const& more) const {
    return {connections + more.connections, round_trips + more.round_trips, time + more.time};
  }
};

/// All of one check, its clean-up included. Behind the poolers of the lab it takes fewer than 30 connections
/// and 200 round trips, and about a second.
inline constexpr run_bounds bounds_of_check{60, 3000, std::chrono::seconds(130)};

/// What simulating all the drivers of the catalogue may take in addition: about 90 connections and 8000 round
/// trips behind the poolers of the lab.
inline constexpr run_bounds bounds_of_all_drivers{190, 30000, std::chrono::seconds(900)};

/// The part of it that is kept for the clean-up.
inline constexpr run_bounds kept_for_clean_up{8, 2000, std::chrono::seconds(10)};

/// Thrown where the run has reached a bound; what was not observed by then is unknown.
class budget_spent : public fatal {
 public:
  std::string bound;  ///< "48 connections"

  explicit budget_spent(std::string reached)
      : fatal(exit_code::inconclusive, "the run has reached its bound of " + reached,
              "the pooler answers slowly or oddly; --only PROBE looks at one thing"),
        bound(std::move(reached)) {}
};

/// Counts what a run opens and sends. Not for several threads at once, as everything that tasks share.
class run_budget {
 public:
  explicit run_budget(run_bounds all);

  void count_round_trip() { ++round_trips_; }
  /// Throws `budget_spent` where a bound is reached.
  void require_trip() const;
  /// As `require_trip`, and counts a connection that is going to be opened.
  void require_connection();
  /// Whether as many connections may still be opened.
  [[nodiscard]] bool allows(int connections) const { return connections_ + connections <= now_.connections; }
  /// From now on what was kept for the clean-up may be used, and what is left of the rest, but no more time
  /// than was kept. Calling it again changes nothing.
  void begin_clean_up();
  /// The bound that was reached, "48 connections"; empty as long as none was.
  [[nodiscard]] std::string bound_reached() const;

  /// While one exists, no bound is enforced: for what must be put in order before the run can end.
  class exemption {
   public:
    explicit exemption(run_budget& of) : of_(&of) { ++of_->exempt_; }
    ~exemption() { --of_->exempt_; }
    exemption(exemption const&) = delete;
    exemption& operator=(exemption const&) = delete;

   private:
    run_budget* of_;
  };

 private:
  using clock = std::chrono::steady_clock;
  [[nodiscard]] std::string trips_or_time_reached() const;

  run_bounds all_;
  run_bounds now_;  ///< those in force
  clock::time_point begun_ = clock::now();
  int connections_ = 0;
  int round_trips_ = 0;
  int exempt_ = 0;
  bool cleaning_up_ = false;
};

}  // namespace poolprobe
