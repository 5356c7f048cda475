#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "bench/load/compiled_operation.hpp"

namespace poolprobe::bench {

/// Keeps one copy of the compiled operations that many clients share.
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
  int transaction = 0;  ///< queries in one transaction block; 0: no block
};

/// What one connection of a driver sends, operation by operation, until every further one is like the last;
/// from then on one compiled operation is sent again and again.
class operation_source {
 public:
  /// `names` is shared where the driver numbers statements for the whole process.
  operation_source(workload const&, std::shared_ptr<statement_namer> names);

  /// What the driver sends by itself after login; null where it sends nothing.
  [[nodiscard]] operation_ptr connect(operation_cache&);
  /// One operation; always the same object once it is settled.
  [[nodiscard]] operation_ptr const& next(operation_cache&);
  /// After an error that the driver handles by a retry: the same operation once more; null where it does not.
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
  operation_ptr said_;                 ///< the last operation
  int executions_ = 0;
};

}  // namespace poolprobe::bench
