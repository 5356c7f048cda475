#include "trace/hazard_list.hpp"

#include <algorithm>
#include <functional>

#include "trace/statement_shape.hpp"

namespace poolprobe::trace {

void hazard_list::add(hazard_code code, std::string_view statement, traffic_position where,
                      std::string_view name) {
  key const k{code, std::hash<std::string>()(statement_shape_of(statement))};
  auto const known = index_.find(k);
  if (known != index_.end()) {
    ++hazards_[known->second].count;
  } else if (hazards_.size() < most_) {
    index_.emplace(k, hazards_.size());
    hazards_.push_back({code, std::string(statement), std::string(name), where, 1});
  } else {
    ++left_out_;
  }
}

std::vector<seen_hazard> hazard_list::all() const {
  auto sorted = hazards_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](auto const& a, auto const& b) { return a.code < b.code; });
  return sorted;
}

}  // namespace poolprobe::trace
