// Several pooler processes behind one address (so_reuseport, replicas, a balancer) have a pool each. Clients
// of two of them never meet, and a transaction pool then looks like session mode.
#include <algorithm>
#include <set>

#include "survey/client_pairs.hpp"
#include "survey/signal_readings.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

using result = forced_switch::result;
using std::chrono::milliseconds;

bool meets(testbed& on, client& one, client& other) {
  for (auto const wait : pauses(other.run("S"))) {
    if (wait.count() > 0) other.run("S");
    (void)wire::pause_for(wait);
    if (!one.ready() || !other.ready()) return false;
    if (on.hold(one, other, persistence::brief).reached()) return true;
  }
  return false;
}

/// C waits although A and B are idle: the pool has two server connections, and each of them keeps its own.
void relieve(testbed& on, client& c) {
  on.disconnect("B");
  (void)c.await();
}

/// Somebody who is connected had that server connection last.
bool shares(client const& fresh, client const& a, client const& b) {
  return fresh.backend() &&
         (fresh.backend() == a.backend() || (b.login_facts() && fresh.backend() == b.backend()));
}

/// The two of A, B and C that one process serves become A and B. False when there are no such two.
bool pair_up(testbed& on, signals& all) {
  auto& seen = all.pool_facts;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto& c = on.client("C");
  note_key(c, all);
  ++seen.clients;
  c.run("S");
  if (shares(c, a, b)) seen.wandered = true;
  if (c.waiting()) relieve(on, c);
  if (meets(on, c, a)) {
    testbed::swap_labels(b, c);
    return true;
  }
  if (!meets(on, c, b)) return false;
  testbed::swap_labels(a, c);
  return true;
}

/// True when two clients were found that share server connections.
bool found_pair(testbed& on, signals& all) {
  auto& seen = all.pool_facts;
  if (pair_up(on, all)) {
    observe_pair(on, on.client("A"), on.client("B"), seen, thorough);
    if (seen.how == result::taken) count_processes(on, all);
  }
  if (seen.wandered && seen.how != result::taken) seen.how = result::unclear;
  return seen.how == result::taken || seen.wandered;
}

/// Dials B and C anew. Behind few processes new connections soon meet somebody, or come back to a server
/// connection that is known; where again and again they do neither, nothing is known.
void dial_on(testbed& on, signals& all) {
  constexpr int most = 8;
  constexpr int enough = 2;  // rounds without a new server connection, one after the other
  auto& seen = all.pool_facts;
  auto const until = wire::clock::now() + milliseconds(400);
  auto const has_time = [&] { return !on.is_far() || wire::clock::now() < until; };
  std::set<std::optional<int>> known{on.client("A").backend(), seen.first, seen.second};
  int stale = 0;
  for (int i = 0; i < most && stale < enough && (i < enough || has_time()); ++i) {
    on.disconnect("B");
    on.disconnect("C");
    (void)wire::pause_for(milliseconds(5));
    auto& b = on.client("B");
    ++seen.clients;
    auto const fresh_b = known.insert(b.run("S").backend).second;
    if (meets(on, b, on.client("A"))) observe_pair(on, on.client("A"), b, seen, thorough);
    if (seen.how == result::taken) return count_processes(on, all);
    if (found_pair(on, all)) return;
    auto const fresh_c = known.insert(on.client("C").backend()).second;
    stale = fresh_b || fresh_c ? 0 : stale + 1;
  }
  seen.scattered = stale < enough;
}

/// Some server connection has served it, and A or B as well.
bool is_one_of(testbed& on, client const& c) {
  auto const& of_a = on.client("A").backends();
  auto const& of_b = on.client("B").backends();
  return std::any_of(c.backends().begin(), c.backends().end(),
                     [&](int backend) { return of_a.contains(backend) || of_b.contains(backend); });
}

/// C never meets A where B does. On a busy pool others may bring that about, but not that C is kept from each
/// and every one that A and B have ever had.
bool is_apart(testbed& on, client& c) {
  constexpr int times = 3;
  auto& a = on.client("A");
  auto& b = on.client("B");
  for (int i = 0; i < times; ++i) {
    if (!c.ready() || meets(on, c, a) || !meets(on, b, a)) return false;
  }
  return true;
}

}  // namespace

bool may_be_several(signals const& seen) {
  return seen.key_pid != seen.backend_pid || reused_backend(seen.first);
}

void note_key(client const& who, signals& seen) {
  if (auto const* login_facts = who.login_facts()) seen.key_pids.push_back(login_facts->key_pid);
}

void look_for_pair(testbed& on, signals& all) {
  if (!found_pair(on, all)) dial_on(on, all);
  on.disconnect("C");
}

void count_processes(testbed& on, signals& all) {
  auto& c = on.client("C");
  note_key(c, all);
  ++all.pool_facts.clients;
  c.run("S");  // where the last that came back is handed out, it is one that A or B has had
  if (is_one_of(on, c) || !is_apart(on, c)) return;
  all.pool_facts.processes = is_one_of(on, c) ? 1 : 2;
}

}  // namespace poolprobe
