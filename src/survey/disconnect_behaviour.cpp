// What becomes of a server connection when its client leaves. In session mode it is cleared then, and not
// before; PostgreSQL itself ends it. Where clients share server connections nothing happens to any.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "survey/client_pairs.hpp"
#include "survey/signal_readings.hpp"
#include "testbed/pending.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

using std::chrono::milliseconds;

/// What each server connection that still exists ran last, as the server tells `asking`.
using last_words = std::map<int, std::optional<std::string>>;

last_words look_at_all(client& asking, std::vector<int> const& backends) {
  auto const ask = testbed::unnamed("select pid, query from pg_stat_activity where pid = any($1::int[])",
                                    {fmt::format("{{{}}}", fmt::join(backends, ","))});
  auto const told = asking.run("P() B E S", ask);
  auto const own = std::find(backends.begin(), backends.end(), told.backend.value_or(0));
  if (!told.ok() || own != backends.end()) return {};
  last_words found;
  for (auto const& row : told.answer.rows) {
    auto const pid = row.size() == 2 && row[0] ? wire::read_number<int>(*row[0]) : std::nullopt;
    if (pid) found[*pid] = row[1];
  }
  return found;
}

last_ran word_of(last_words const& all, int backend, std::string& clearing) {
  auto const found = all.find(backend);
  if (found == all.end()) return last_ran::ended;
  auto seen = last_ran::not_seen;
  note_last_ran(found->second, seen, clearing);
  return seen;
}

/// B leaves and C stays. Looks until something became of B's server connection, and once more at C's.
void watch(client& a, int left, int stays, forced_switch& seen) {
  constexpr int least = 2;
  auto const until = wire::clock::now() + milliseconds(100);
  std::string unanswered;
  for (int i = 0; i < least || wire::clock::now() < until; ++i) {
    (void)wire::pause_for(milliseconds(5));
    auto const now = look_at_all(a, {left, stays});
    seen.after_transaction = word_of(now, stays, unanswered);
    if (seen.after_transaction != last_ran::ours) return;
    seen.after_disconnect = word_of(now, left, seen.clearing);
    if (seen.after_disconnect != last_ran::ours) break;
  }
  if (seen.after_disconnect == last_ran::cleared)
    seen.after_transaction = word_of(look_at_all(a, {stays}), stays, unanswered);
}

}  // namespace

bool observe_disconnect(testbed& on, signals& all) {
  auto& seen = all.pool_facts;
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto& c = on.client("C");
  note_key(c, all);
  ++seen.clients;
  auto const others = c.post("S");
  auto const left = b.run("S").backend;
  auto const stays = others.receive().backend;
  if (c.waiting()) on.disconnect("B");  // the pool has no third server connection
  if (c.waiting()) (void)c.await();
  if (!left || !stays || left == stays || a.backend() == left || a.backend() == stays) return false;
  std::string unanswered;
  auto const before = look_at_all(a, {*left, *stays});
  auto const idle = [&](int backend) { return word_of(before, backend, unanswered) == last_ran::ours; };
  if (!idle(*left) || !idle(*stays)) return false;
  on.disconnect("B");
  watch(a, *left, *stays, seen);
  testbed::swap_labels(b, c);
  if (keeps_until_disconnect(seen)) return true;
  seen.after_transaction = seen.after_disconnect = last_ran::not_seen;
  seen.clearing.clear();
  return false;
}

}  // namespace poolprobe
