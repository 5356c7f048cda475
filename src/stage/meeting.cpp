#include <algorithm>
#include <set>

#include "stage/stage.hpp"

/// How clients come to be served by the same pooler process, and take each other's server connections.
namespace poolprobe {

namespace {

constexpr auto rotation = std::chrono::milliseconds(1500);  ///< no longer for one tour of the idle servers
constexpr int dials = 12;  ///< of two processes, one is missed so often once in 4096 times

}  // namespace

/// A stack of idle servers gives back the one on top; a queue (server_round_robin) gives the others first. So
/// the tour goes on while it meets new ones, and each that is not wanted is released at once, to its end.
held_server stage::hold(poolprobe::client& holder, poolprobe::client const& whose, int tries) {
  if (servers.dedicated) return {*this, holder, std::nullopt, true};
  auto const before = transcript_.size();
  auto const until = wire::clock::now() + rotation;
  std::set<int> met;
  for (int stale = 0; stale < tries && wire::clock::now() < until;) {
    transcript_.resize(before);
    if (stale > 1) (void)wire::pause_for(std::chrono::milliseconds(50));
    auto const seen = holder.run("H");
    if (!seen.ok()) break;
    if (seen.backend && seen.backend == whose.backend()) return {*this, holder, seen.backend, true};
    holder.run("S");
    if (!seen.backend || !met.insert(*seen.backend).second || met.size() == 1) ++stale;
  }
  return {*this, holder, std::nullopt, false};
}

bool stage::meet(poolprobe::client& one, poolprobe::client& other) {
  constexpr int tries = 2;
  if (!one.ready() || !other.ready() || !other.run("S").backend) return false;
  return hold(one, other, tries).reached();
}

/// Several processes behind one address (so_reuseport, replicas) have a pool each, and a new connection may
/// come to any of them. Where there is only one, the first try ends this.
void stage::join(poolprobe::client& fresh) {
  auto const is_other = [&fresh](auto const& c) { return c.get() != &fresh && c->ready(); };
  auto const other = std::find_if(clients_.begin(), clients_.end(), is_other);
  if (!servers.shared || other == clients_.end()) return;
  for (int i = 1; !meet(fresh, **other); ++i) {
    auto const lost = !(*other)->ready();
    fresh.disconnect();
    if (i == dials || lost) {
      fresh.failure_ =
          "none of several new connections came to the pooler process that serves the other client";
      return;
    }
    if (open(fresh.label())) return;
  }
}

void stage::swap_labels(poolprobe::client& one, poolprobe::client& other) {
  std::swap(one.label_, other.label_);
}

}  // namespace poolprobe
