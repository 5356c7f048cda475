#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"

namespace poolprobe::bench {

/// The table that `lookup` and `update` ask: made with it, and dropped with it.
class bench_table {
 public:
  /// Throws `fatal{no_connection}`, or `fatal{usage}` where the table cannot be made.
  bench_table(target const& where, std::chrono::milliseconds patience);
  ~bench_table();
  bench_table(bench_table const&) = delete;
  bench_table& operator=(bench_table const&) = delete;

  [[nodiscard]] std::string const& table() const { return table_; }
  /// Drops it, and says what could not be dropped.
  [[nodiscard]] std::optional<residue> drop();

 private:
  /// What went wrong; empty where nothing did.
  [[nodiscard]] std::string run(std::string const& sql) const;

  target const* where_;
  std::chrono::milliseconds patience_;
  std::string table_;
  bool dropped_ = false;
};

}  // namespace poolprobe::bench
