#include "trace/flight.hpp"

namespace poolprobe::trace {

bool flight::add(wire::step const& what, bool waited) {
  if (!steps_.empty() && what.verb == wire::verb::copy_data && steps_.back() == what) return false;
  if (steps_.size() >= most_) {
    ++left_out_;
    return false;
  }
  if (waited && !steps_.empty()) steps_.push_back({wire::verb::wait, {}});
  steps_.push_back(what);
  return true;
}

void flight::clear() {
  steps_.clear();
  left_out_ = 0;
}

}  // namespace poolprobe::trace
