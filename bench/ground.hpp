#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "model/run_record.hpp"
#include "target/target.hpp"

namespace poolprobe::bench {

/// The table that `lookup` and `update` ask: made with it, and dropped with it.
class ground {
 public:
  /// Throws `fatal{no_connection}`, or `fatal{usage}` where the table cannot be made.
  ground(target const& where, std::chrono::milliseconds patience);
  ~ground();
  ground(ground const&) = delete;
  ground& operator=(ground const&) = delete;

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
