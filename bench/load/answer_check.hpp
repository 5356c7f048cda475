#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bench/load/compiled_operation.hpp"
#include "model/measurement.hpp"

namespace poolprobe::bench {

/// Why a strategy is out.
struct failure {
  measurement_status status = measurement_status::error;
  std::optional<std::string> sqlstate = {};
  int executions = 0;  ///< of the client that met it, that one included
  std::string summary;
};

/// Holds the messages of an answer, one after the other, against what must come. Takes nothing on trust.
class answer_check {
 public:
  answer_check() = default;
  /// `value` is what the operation asked with.
  answer_check(part const& sent, bench_query const& asked, std::uint32_t value)
      : expected_(sent.answer), asked_(&asked), value_(value) {}

  enum class verdict {
    fits,
    wrong,
    lost,  ///< a COMMIT was answered by ROLLBACK
  };
  [[nodiscard]] verdict take(char type, std::string_view body);
  /// After an error: of what must come, only ReadyForQuery is still awaited. False where there is none.
  [[nodiscard]] bool skip_to_sync();
  /// Whether all has come.
  [[nodiscard]] bool done() const { return expected_.empty(); }

 private:
  [[nodiscard]] bool fits(char wanted, char type, std::string_view body) const;
  [[nodiscard]] bool is_its_row(std::string_view body) const;

  std::string_view expected_;
  bench_query const* asked_ = nullptr;
  std::uint32_t value_ = 0;
  bool skipping_ = false;
};

}  // namespace poolprobe::bench
