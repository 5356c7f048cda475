#include <algorithm>

#include "survey/observe.hpp"
#include "survey/reading.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;

/// How long a client waits for a server connection that the pool may still open. The first answer of all,
/// `first_ms` after our login began, may have waited for that too; in a pool that had one, it has at least
/// been at the server, and opening takes less than ten such ways (TCP, TLS, SCRAM) and some time of the
/// server's own.
std::chrono::milliseconds patience(stage const& on, double first_ms) {
  using std::chrono::milliseconds;
  auto const wanted = milliseconds(600) + milliseconds(static_cast<long>(5 * first_ms));
  return std::min(wanted, std::chrono::duration_cast<milliseconds>(on.step_deadline() - wire::clock::now()));
}

/// B holds A's server connection: where does A go? If nowhere, B lets go: the pool gives only one where A is
/// answered on it then, and was slow to open another where A is answered on that.
void observe_moved(stage const& on, client& a, held_server& held, forced_switch& seen) {
  seen.how = result::taken;
  auto moved = a.run("S", {}, patience(on, seen.first_ms));
  if (a.waiting()) {
    held.release();
    moved = a.await();
    seen.blocked = !moved.backend || moved.backend == seen.first;
  }
  if (!seen.blocked) seen.second = moved.backend;
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

/// B tries to take the server connection that A has just used. A pooler that resets it first gives out
/// another one until that is done, so each try waits longer.
bool taken(stage& on, client& a, client& b, forced_switch& seen) {
  using std::chrono::milliseconds;
  for (auto const wait : {milliseconds(0), milliseconds(5), milliseconds(20)}) {
    if (wait.count() > 0) seen.first = a.run("S").backend;
    if (!seen.first || b.waiting()) return false;
    (void)wire::pause_for(wait);
    auto held = on.hold(b, a, persistence::brief);
    if (!held.reached()) continue;
    seen.settling = wait.count() > 0;
    observe_moved(on, a, held, seen);
    return true;
  }
  return false;
}

void observe_pair(stage& on, client& a, client& b, forced_switch& seen) {
  seen.first = a.run("S").backend;
  seen.how = result::unclear;
  if (!seen.first || !b.ready()) return;
  auto const first_of_b = b.run("S").backend;
  if (!b.waiting() && taken(on, a, b, seen)) return;
  if (b.waiting()) return observe_blocked(on, b, seen);
  seen.wandered = b.backend() != first_of_b || wander(a, b);
  seen.second = b.backend();
  seen.how = seen.wandered ? result::unclear : result::never_taken;
}

/// Something in between speaks the protocol or keeps server connections, so it may be several processes.
bool pooled(signals const& seen) { return seen.key_pid != seen.backend_pid || reused_backend(seen); }

/// C waits although A and B are idle: the pool has two server connections, and each of them keeps its own.
void relieve(stage& on, client& c) {
  on.dismiss("B");
  (void)c.await();
}

/// The two of A, B and C that one process serves become A and B. False when there are no such two.
bool pair_up(stage& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto& c = on.client("C");
  if (on.meet(c, a, persistence::brief)) {
    stage::swap_labels(b, c);
    return true;
  }
  if (c.waiting()) relieve(on, c);
  if (!on.meet(c, b, persistence::brief)) return false;
  stage::swap_labels(a, c);
  return true;
}

/// Two clients that never meet may be served by two processes with a pool each. Of three clients two share
/// one of two processes, however connections are spread; where there are more processes, new clients go on
/// trying for a while.
void look_for_pair(stage& on, forced_switch& seen) {
  constexpr int rounds = 8;
  auto const until = wire::clock::now() + std::chrono::milliseconds(400);
  for (int i = 0; i < rounds && (i == 0 || wire::clock::now() < until); ++i) {
    if (i > 0) {
      on.dismiss("B");
      on.dismiss("C");
      ++seen.clients;
    }
    ++seen.clients;
    if (!on.client("C").ready() || !on.client("B").ready()) break;
    if ((i > 0 && on.meet(on.client("B"), on.client("A"), persistence::brief)) || pair_up(on)) {
      observe_pair(on, on.client("A"), on.client("B"), seen);
    }
    if (seen.how == result::taken) {
      seen.processes = 2;
      break;
    }
  }
  on.dismiss("C");
}

/// C never gets the server connection that A and B hand to each other: it belongs to another process.
bool is_apart(stage& on) {
  constexpr int times = 3;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto& c = on.client("C");
  for (int i = 0; i < times; ++i) {
    if (!c.ready() || on.meet(c, a, persistence::full) || !on.meet(b, a, persistence::full)) return false;
  }
  return true;
}

}  // namespace

void observe_forced_switch(stage& on, signals& signals) {
  auto& seen = signals.hand_over;
  seen.first_ms = signals.own_age_ms.value_or(0);
  observe_pair(on, on.client("A"), on.client("B"), seen);
  if (seen.how == result::never_taken && pooled(signals)) {
    look_for_pair(on, seen);
  } else if (seen.how == result::taken && !seen.blocked && is_apart(on)) {
    seen.processes = 2;
  }
}

}  // namespace poolprobe
