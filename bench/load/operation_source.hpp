#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bench/load/compiled_operation.hpp"

namespace poolprobe::bench {

/// Keeps one copy of compiled operations that many clients have alike.
class operation_cache {
 public:
  [[nodiscard]] operation_ptr keep(compiled_operation made);

 private:
  std::map<std::string, operation_ptr> known_;
};

/// What the clients of a run do.
struct workload {
  driver_config const* config = nullptr;
  bench_query const* asked = nullptr;
  int transaction = 0;  ///< queries in a transaction block of their own; 0: each by itself
};

/// What one connection of a driver sends, operation by operation, until every further one is like the last;
/// from then on it is a compiled operation that is sent again and again.
class operation_source {
 public:
  /// `names` is shared where the driver counts for the whole process.
  operation_source(workload const&, std::shared_ptr<statement_namer> names);

  /// What the driver says by itself after login; null where that is nothing.
  [[nodiscard]] operation_ptr connect(operation_cache&);
  /// One operation; the same object again and again once it is settled.
  [[nodiscard]] operation_ptr const& next(operation_cache&);
  /// After an error that the driver forgives itself: the same operation once more; null where it does not.
  [[nodiscard]] operation_ptr again(std::string_view sqlstate, operation_cache&);
  [[nodiscard]] bool settled() const { return !unsettled_; }

 private:
  struct sender {
    driver_config const* config;
    std::shared_ptr<statement_namer> names;
    driver_session says;
    std::vector<driver_message> last;
  };

  [[nodiscard]] std::vector<driver_message> operation();

  workload todo_;
  std::unique_ptr<sender> unsettled_;  ///< null once it is settled
  operation_ptr said_;                 ///< last
  int executions_ = 0;
};

}  // namespace poolprobe::bench
