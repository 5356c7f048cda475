#include <algorithm>

#include "survey/client_pairs.hpp"
#include "survey/observe.hpp"
#include "survey/signal_predicates.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/pending.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;
using std::chrono::milliseconds;

/// Network time of our own messages until the first answer, estimated from the second login: that one does
/// not ask for TLS again, and finds the pooler's server connection open.
double own_ways_ms(testbed const& on, wire::login_facts const* first, wire::login_facts const* second) {
  if (first == nullptr || second == nullptr) return 0;
  if (!first->trips || !second->trips) return std::min(first->took_ms, second->took_ms);
  auto const trip = second->took_ms / *second->trips;
  return std::min(trip, on.least_trip_ms().value_or(trip)) * (*first->trips + 1);
}

/// How long a client waits for a server connection that the pool may still open. The very first answer took
/// `first_ms` more than our own messages, and may have waited for the pool to open one too. Where the pool
/// already had a connection, that time still includes one trip to the server, and opening a connection takes
/// less than ten such trips (TCP, TLS, SCRAM) plus some time of the server's own.
milliseconds patience(testbed const& on, double first_ms) {
  auto const wanted = milliseconds(600) + milliseconds(static_cast<long>(5 * first_ms));
  return std::min(wanted, std::chrono::duration_cast<milliseconds>(on.step_deadline() - wire::clock::now()));
}

/// A time within which most answers arrive.
milliseconds moment_of(testbed const& on) {
  return milliseconds(static_cast<long>(20 + 1.5 * on.least_trip_ms().value_or(0)));
}

/// B holds A's server connection: where is A served now, and what did that server connection run last? If A
/// is served nowhere, B releases: if A is then answered on the same server connection, the pool has only one;
/// if on another, the pool was slow to open it.
void observe_moved(testbed const& on, client& a, client& b, held_server& held, forced_switch& seen) {
  seen.how = result::taken;
  auto const all = patience(on, seen.first_ms);
  auto const moment = std::min(all, moment_of(on));
  auto moved = a.run("S", {}, moment);
  seen.waits = a.waiting();
  if (seen.waits) moved = a.await(all - moment);
  seen.waits = false;
  if (a.waiting()) {
    held.release();
    moved = a.await();
    seen.blocked = !moved.backend || moved.backend == seen.first;
  } else if (moved.backend) {
    observe_idle(b, *moved.backend, seen.after_transaction, seen.clearing);
  }
  if (!seen.blocked) seen.second = moved.backend;
}

/// B got no server connection although A is idle. If B gets A's once A has disconnected, and A gets none
/// while B is connected, then each had it to itself in turn. A busy pool can look like the first half of
/// that.
void observe_blocked(testbed& on, client& b, forced_switch& seen) {
  on.disconnect("A");
  auto const after = b.await();
  seen.second = after.backend;
  seen.how = result::unclear;
  if (after.backend && after.backend == seen.first) {
    auto const again = on.client("A").run("S");
    seen.moved_unforced = again.backend.has_value();
    if (!seen.moved_unforced) seen.how = result::other_blocked;
  }
  on.disconnect("B");
}

/// A client whose backend changes between two of its transactions shares server connections with others. On a
/// busy pool other clients may have kept A's server connection from B, and a pooler that clears a server
/// connection first gives out another, so both clients are asked many times. They ask at the same time: a
/// pool that hands out the most recently returned connection then swaps the two.
bool moves_unforced(client& a, client& b, int turns) {
  for (int i = 0; i < turns; ++i) {
    auto const first = a.post("S");
    b.run("S");
    (void)first.receive();
    if (a.changed_backend() || b.changed_backend() || a.backend() == b.backend()) return true;
  }
  return false;
}

/// B tries to take the server connection that A has just used. A pooler that resets it first gives out
/// another one until the reset is done. Waiting two of our round trips is enough: where a reset takes longer
/// than one, both clients change backends anyway (`moves_unforced`).
bool taken(testbed& on, client& a, client& b, forced_switch& seen, int tries) {
  auto last = a.run("S");
  for (auto const wait : pauses(last, tries)) {
    if (wait.count() > 0) last = a.run("S");
    seen.first = last.backend;
    if (!seen.first || b.waiting()) return false;
    (void)wire::pause_for(wait);
    auto const before = on.cost.round_trips;
    auto const knew = on.flush_unanswered();
    auto held = on.hold(b, a, persistence::brief);
    if (!held.reached()) continue;
    auto const learnt = on.flush_unanswered() != knew;
    // One hold, and one release of each server connection that was not the wanted one.
    seen.detours = learnt ? 0 : (on.cost.round_trips - before) / 2;
    seen.settle = wait;
    observe_moved(on, a, b, held, seen);
    return true;
  }
  return false;
}

}  // namespace

std::vector<milliseconds> pauses(step_result const& seen, int tries) {
  auto const trip = milliseconds(static_cast<long>(seen.answer.ms));
  std::vector<milliseconds> all{milliseconds(0), std::max(milliseconds(5), trip),
                                std::max(milliseconds(20), 2 * trip)};
  all.resize(static_cast<std::size_t>(std::clamp(tries, 1, static_cast<int>(all.size()))));
  return all;
}

void observe_pair(testbed& on, client& a, client& b, forced_switch& seen, effort how) {
  seen.first = a.backend();
  seen.how = result::unclear;
  if (!seen.first || !b.ready()) return;
  auto const first_of_b = b.run("S").backend;
  if (!b.waiting() && taken(on, a, b, seen, how.tries)) return;
  if (b.waiting()) return observe_blocked(on, b, seen);
  seen.moved_unforced = b.backend() != first_of_b || moves_unforced(a, b, how.turns);
  seen.second = b.backend();
  seen.how = seen.moved_unforced ? result::unclear : result::never_taken;
}

void observe_forced_switch(testbed& on, signals& seen, std::function<void(testbed&)> const& meanwhile) {
  auto& pool_facts = seen.pool_facts;
  auto& b = on.client("B");
  note_key(b, seen);
  auto const own_ms = own_ways_ms(on, on.client("A").login_facts(), b.login_facts());
  pool_facts.first_ms = std::max(0.0, seen.first.own_ms.value_or(0) - own_ms);
  parallel_tasks both(on);
  both.add({"A", "B"}, [&pool_facts](testbed& own) {
    struct end {
      forced_switch& seen;
      ~end() {
        seen.over = true;
        seen.waits = false;
      }
    } const end{pool_facts};
    observe_pair(own, own.client("A"), own.client("B"), pool_facts, glance);
  });
  if (on.most_connections() > 2) {
    both.add({"C"}, [&](testbed& own) {
      (void)own.client("C");
      own.wait_until([&pool_facts] { return pool_facts.waits || pool_facts.over; });
      if (pool_facts.waits && meanwhile) meanwhile(own);
    });
  }
  both.run();
  if (pool_facts.how == result::taken) {
    if (!pool_facts.blocked) count_processes(on, seen);
    return;
  }
  if (pool_facts.how == result::other_blocked) return;
  if (pool_facts.how == result::never_taken) {
    if (looks_direct(seen) && seen.network_path.told && !relayed(seen)) return;
    if (observe_disconnect(on, seen)) return;
    on.disconnect("C");
  }
  observe_pair(on, on.client("A"), on.client("B"), pool_facts, thorough);
  if (pool_facts.how == result::never_taken && may_have_several_processes(seen)) {
    look_for_pair(on, seen);
  } else if (pool_facts.how == result::taken && !pool_facts.blocked) {
    count_processes(on, seen);
  }
}

}  // namespace poolprobe
