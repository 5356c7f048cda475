#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"

namespace poolprobe::bench {

/// The table that `lookup` and `update` use; created and dropped with the object.
class bench_table {
 public:
  /// Throws `fatal{no_connection}`, or `fatal{usage}` when the table cannot be created.
  bench_table(target const& where, std::chrono::milliseconds patience);
  ~bench_table();
  bench_table(bench_table const&) = delete;
  bench_table& operator=(bench_table const&) = delete;

  [[nodiscard]] std::string const& table() const { return table_; }
  /// Drops the table; returns what could not be dropped.
  [[nodiscard]] std::optional<residue> drop();

 private:
  /// What went wrong; empty if nothing did.
  [[nodiscard]] std::string run(std::string const& sql) const;

  target const* where_;
  std::chrono::milliseconds patience_;
  std::string table_;
  bool dropped_ = false;
};

}  // namespace poolprobe::bench
