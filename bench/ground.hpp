#pragma once

#include <chrono>
#include <string>

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

 private:
  void run(std::string const& sql);

  target const* where_;
  std::chrono::milliseconds patience_;
  std::string table_;
};

}  // namespace poolprobe::bench
