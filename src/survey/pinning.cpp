// Whether the pooler keeps a client on its server connection once it has prepared a statement (RDS Proxy pins
// the session for that; AWS documentation, "Avoiding pinning an RDS Proxy"). Pinning by other state shows in
// the probes of that state.
#include "survey/observe.hpp"
#include "survey/signal_predicates.hpp"
#include "testbed/pinned_client.hpp"

namespace poolprobe {
namespace {

/// A prepares, and B then cannot get its server connection; of a client that has prepared nothing B can.
bool pins_once(testbed& on) {
  auto const prepared = on.named("select 'is this client moved'");
  on.client("A").run("P({}) S", prepared);
  auto& a = on.client("A");
  auto& b = on.client("B");
  if (on.hold(b, a).reached() || !is_pinned(a, b)) return false;
  a.run("C(S {}) S", prepared);
  on.disconnect("A");
  auto& fresh = on.client("A");
  fresh.run("S");
  return on.hold(b, fresh).reached();
}

}  // namespace

void observe_pinning(testbed& on, signals& seen) {
  constexpr int times = 2;  // once may be other clients of the pool
  if (!multiplexed(seen) || seen.pool_facts.blocked || on.allowed.passive || on.most_connections() < 3)
    return;
  for (int i = 0; i < times; ++i) {
    if (!pins_once(on)) return;
  }
  seen.pins_statements = true;
}

}  // namespace poolprobe
