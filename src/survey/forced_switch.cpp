#include "survey/observe.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

/// B holds A's server connection: where does A go?
void observe_moved(client& a, forced_switch& seen) {
  seen.how = result::taken;
  auto const moved = a.run("S");
  seen.second = moved.backend;
  seen.blocked = moved.answer.status == wire::ending::timed_out;
}

/// B got no server connection although A is idle. If it gets A's as soon as A is gone, and A none while B is
/// there, then each in turn had it to itself; a busy pool can look like the first half of that.
void observe_blocked(stage& on, client& b, forced_switch& seen) {
  on.dismiss("A");
  auto const after = b.await();
  seen.second = after.backend;
  seen.how = result::unclear;
  if (after.backend && after.backend == seen.first) {
    auto const again = on.client("A").run("S");
    seen.wandered = again.backend.has_value();
    if (!seen.wandered) seen.how = result::other_blocked;
  }
  on.dismiss("B");
}

/// A client whose backend changes between two of its transactions shares server connections with others. On a
/// busy pool other people's clients may have kept A's from B, so both are asked many times: in turn, because
/// a client that hurries gets its last server connection back.
bool wander(client& a, client& b) {
  constexpr int turns = 12;
  for (int i = 0; i < turns; ++i) {
    for (auto* c : {&a, &b}) {
      c->run("S");
      if (c->changed_backend()) return true;
    }
  }
  return false;
}

}  // namespace

void observe_forced_switch(stage& on, signals& signals) {
  auto& seen = signals.hand_over;
  auto& a = on.client("A");
  seen.first = a.run("S").backend;
  auto& b = on.client("B");
  if (!seen.first || !b.ready()) {
    seen.how = result::unclear;
    return;
  }
  auto const first_of_b = b.run("S").backend;
  if (b.waiting()) return observe_blocked(on, b, seen);
  auto const held = on.hold(b, a);
  if (held.reached()) return observe_moved(a, seen);
  if (b.waiting()) return observe_blocked(on, b, seen);
  seen.wandered = b.backend() != first_of_b || wander(a, b);
  seen.second = b.backend();
  seen.how = seen.wandered ? result::unclear : result::never_taken;
}

}  // namespace poolprobe
