// How clients come to be served by one pooler process. Several behind one address (so_reuseport, replicas)
// have a pool each, and a new connection may come to any of them.
#include <algorithm>

#include "testbed/testbed.hpp"

namespace poolprobe {

bool testbed::served_by_same_process(poolprobe::client& one, poolprobe::client& other, persistence how) {
  if (!one.ready() || !other.ready()) return false;
  auto const before = transcript_.size();
  auto const wanted = other.run("S").backend;
  auto const met = wanted && seize(one, wanted, how);
  if (one.holding()) one.run("S");
  transcript_.resize(before);  // no step of any probe
  return met;
}

/// True where there is nobody to meet.
bool testbed::shares_process_with_another(poolprobe::client& doubted) {
  auto const fits = [&](auto const& c) { return c.get() != &doubted && c->ready() && !c->through().apart; };
  auto const other = std::find_if(clients_.begin(), clients_.end(), fits);
  return other == clients_.end() || served_by_same_process(doubted, **other, persistence::full);
}

/// A client that cannot be joined stays as it is: what needs two clients is then not told, the rest is.
void testbed::join(poolprobe::client& doubted) {
  doubted.through().apart = false;
  if (servers.dedicated || servers.single_client) return;
  if (!servers.several && --shared_->doubts_left < 0) return;
  for (int i = 0; i < most_dials; ++i) {
    if (shares_process_with_another(doubted)) {
      servers.several = servers.several || i > 0;
      return;
    }
    doubted.through().disconnect();
    if (open(doubted.label())) return;
  }
}

void testbed::swap_labels(poolprobe::client& one, poolprobe::client& other) {
  auto const label = one.label();
  one.through().rename(other.label());
  other.through().rename(label);
}

}  // namespace poolprobe
