#include "trace/message_group.hpp"

namespace poolprobe::trace {

bool message_group::add(notation::message const& what, bool waited) {
  if (!steps_.empty() && what.verb == notation::verb::copy_data && steps_.back() == what) return false;
  if (steps_.size() >= most_) {
    ++left_out_;
    return false;
  }
  if (waited && !steps_.empty()) steps_.push_back({notation::verb::wait, {}});
  steps_.push_back(what);
  return true;
}

void message_group::clear() {
  steps_.clear();
  left_out_ = 0;
}

}  // namespace poolprobe::trace
