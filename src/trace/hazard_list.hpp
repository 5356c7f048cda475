#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "trace/hazard_kind.hpp"

namespace poolprobe::trace {

/// Where in the traffic something was seen. The transactions of each connection, as a pooler sees them, are
/// numbered from 1: a transaction block or, outside of one, what is between two Syncs or in one Query.
struct traffic_position {
  std::uint64_t connection = 0;
  std::uint64_t transaction = 0;
};

/// One hazard of an application, however often it was seen.
struct seen_hazard {
  hazard_code code;
  std::string statement;  ///< the first text of its kind; for a startup parameter its name and value
  std::string name;       ///< of the first prepared statement seen; may be empty
  traffic_position first;
  std::uint64_t count = 0;
};

/// Collects hazards: one entry for each code and kind of statement, however many texts and times. Memory is
/// bounded.
class hazard_list {
 public:
  explicit hazard_list(std::size_t most = 500) : most_(most) {}

  /// `name` is that of the prepared statement; empty where there is none.
  void add(hazard_code, std::string_view statement, traffic_position, std::string_view name = {});

  /// In the order of the codes, then of first appearance.
  [[nodiscard]] std::vector<seen_hazard> all() const;
  /// How many sightings are in no entry, because the list is full.
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  struct key {
    hazard_code code;
    std::uint64_t statement;
    auto operator<=>(key const&) const = default;
  };

  std::size_t most_;
  std::map<key, std::size_t> index_;
  std::vector<seen_hazard> hazards_;
  std::uint64_t left_out_ = 0;
};

}  // namespace poolprobe::trace
