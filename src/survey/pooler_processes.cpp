// Several pooler processes behind one address (so_reuseport, replicas, a load balancer) have a pool each.
// Clients of different processes never share a server connection, and a transaction pool then looks like
// session mode.
#include <algorithm>
#include <set>

#include "survey/client_pairs.hpp"
#include "survey/signal_predicates.hpp"
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

/// C waits although A and B are idle: the pool has two server connections, and A and B keep one each. So B is
/// disconnected.
void make_room_for(testbed& on, client& c) {
  on.disconnect("B");
  (void)c.await();
}

/// Whether a client that is still connected had that server connection last.
bool shares(client const& fresh, client const& a, client const& b) {
  return fresh.backend() &&
         (fresh.backend() == a.backend() || (b.login_facts() && fresh.backend() == b.backend()));
}

/// Makes the two of A, B and C that one process serves A and B. False when there are no such two.
bool pair_up(testbed& on, signals& all) {
  auto& seen = all.pool_facts;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto& c = on.client("C");
  note_key(c, all);
  ++seen.clients;
  c.run("S");
  if (shares(c, a, b)) seen.moved_unforced = true;
  if (c.waiting()) make_room_for(on, c);
  if (meets(on, c, a)) {
    testbed::swap_labels(b, c);
    return true;
  }
  if (seen.keep_first || !meets(on, c, b)) return false;
  testbed::swap_labels(a, c);
  return true;
}

/// True when two clients that share server connections were found.
bool found_pair(testbed& on, signals& all) {
  auto& seen = all.pool_facts;
  if (pair_up(on, all)) {
    observe_pair(on, on.client("A"), on.client("B"), seen, thorough);
    if (seen.how == result::taken) count_processes(on, all);
  }
  if (seen.moved_unforced && seen.how != result::taken) seen.how = result::unclear;
  return seen.how == result::taken || seen.moved_unforced;
}

/// Reconnects B and C again and again. With few processes, a new connection soon shares with an earlier
/// client or gets a server connection that is already known; where neither keeps happening, nothing is known.
void reconnect_until_pair(testbed& on, signals& all) {
  constexpr int most = 8;
  constexpr int enough = 2;  // consecutive rounds without a new server connection
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

/// Whether some server connection has served C and also A or B.
bool is_one_of(testbed& on, client const& c) {
  auto const& of_a = on.client("A").backends();
  auto const& of_b = on.client("B").backends();
  return std::any_of(c.backends().begin(), c.backends().end(),
                     [&](int backend) { return of_a.contains(backend) || of_b.contains(backend); });
}

/// C never gets A's server connection although B does. On a busy pool other clients may cause that, but they
/// cannot keep C from every server connection that A and B have ever had.
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

bool may_have_several_processes(signals const& seen) {
  return seen.key_pid != seen.backend_pid || reused_backend(seen.first);
}

void note_key(client const& who, signals& seen) {
  if (auto const* login_facts = who.login_facts()) seen.key_pids.push_back(login_facts->key_pid);
}

void look_for_pair(testbed& on, signals& all) {
  if (!found_pair(on, all)) reconnect_until_pair(on, all);
  on.disconnect("C");
}

void count_processes(testbed& on, signals& all) {
  auto& c = on.client("C");
  note_key(c, all);
  ++all.pool_facts.clients;
  c.run("S");  // where the pool hands out the most recently returned one, it is one that A or B has had
  if (is_one_of(on, c) || !is_apart(on, c)) return;
  all.pool_facts.processes = is_one_of(on, c) ? 1 : 2;
  if (all.pool_facts.processes > 1) on.note_other_process(c);
}

}  // namespace poolprobe
