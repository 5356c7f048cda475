#include "run/probe_scheduling.hpp"

#include <algorithm>

#include "run/probe_selection.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/pipelined_tasks.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {
namespace {

/// Whether it takes a server connection from another client, which then has to wait.
bool takes_turns(probe const& p) {
  return p.needs != needs::one_client && p.side_effects != side_effects::connection;
}

/// The next probe gets new connections.
void renew_clients(testbed& on) {
  for (auto const* label : {"A", "B"}) on.disconnect(label);
}

bool waited_in_vain(std::vector<transcript_entry> const& transcript) {
  return std::any_of(transcript.begin(), transcript.end(),
                     [](auto const& step) { return step.received == word(wire::ending::timed_out); });
}

/// Runs the probes one after the other.
void run_in_turn(testbed& on, std::vector<scheduled_probe*> const& parts, objection const& against) {
  for (auto* one : parts) {
    if (on.pool_facts_wrong() || against(*one->row)) return;
    (void)on.take_transcript();
    one->seen = observe(on, *one->row, one->transcript);
  }
}

}  // namespace

std::optional<std::string> lacking(pool_facts const& pool, needs wanted) {
  if (wanted != needs::one_client && pool.single_client) {
    return "while one client is connected the pool serves no other, so two clients cannot be compared";
  }
  if (wanted == needs::second_server && pool.single_server) {
    return "the pool gave no second server connection, so the client cannot be moved to one";
  }
  return std::nullopt;
}

/// On a busy pool other clients can disturb a probe; one without a conclusion is repeated. It is not repeated
/// after a refusal that closed the connection, as each costs a connection, nor after an answer that did not
/// come in time twice.
probe_result observe(testbed& on, probe const& p, std::vector<transcript_entry>& transcript) {
  constexpr int attempts = 4;
  if (auto why = lacking(on.servers, p.needs)) return unknown(std::move(*why));
  probe_result seen;
  int vain = 0;
  auto const closed = [&] { return p.side_effects == side_effects::connection && seen.sqlstate; };
  for (int i = 0; i < attempts && vain < 2 && seen.outcome == outcome::unknown &&
                  seen.again == again::at_once && !closed();
       ++i) {
    if (!on.pinned_by().empty()) renew_clients(on);
    seen = p.observe(on);
    transcript = on.take_transcript();
    if (waited_in_vain(transcript)) ++vain;
  }
  return seen;
}

bool is_told(probe_result const& seen) {
  return seen.outcome != outcome::unknown || seen.again == again::never;
}

bool can_share(testbed const& on, probe const& p) {
  return p.batchable && on.servers.one_for_all && !on.is_dry_run() && !on.servers.single_client &&
         !lacking(on.servers, p.needs);
}

bool must_be_alone(testbed const& on, probe const& p) { return takes_turns(p) && !can_share(on, p); }

/// Runs the probes together, and repeats those without a conclusion: on a busy pool other clients can disturb
/// them.
void run_pipelined(testbed& on, std::vector<scheduled_probe>& parts) {
  constexpr int attempts = 2;
  for (int i = 0; i < attempts && !on.pool_facts_wrong(); ++i) {
    pipelined_tasks all(on);
    int open = 0;
    for (auto& one : parts) {
      if (is_told(one.seen)) continue;
      ++open;
      all.add([&one](testbed& own) {
        one.seen = one.row->observe(own);
        one.transcript = own.take_transcript();
      });
    }
    if (open < 2) return;
    (void)on.client("A");
    (void)on.client("B");
    all.run();
  }
  auto const all_told =
      std::all_of(parts.begin(), parts.end(), [](auto const& one) { return is_told(one.seen); });
  if (!all_told) renew_clients(on);  // one that was pinned by a SET of another probe is never moved again
}

/// Parallel tasks disturb each other like other clients. That matters little where the network time of an
/// answer is much longer than the time for which it needs a server connection; and only there does parallel
/// work save time.
bool can_run_parallel(testbed const& on) {
  auto const& pool = on.servers;
  return on.is_far() && on.most_connections() > 2 && !pool.single_client && !pool.several_processes;
}

/// Where server connections are shared, one that C releases may be given to a client that waits for a
/// different one. So in parallel with probes that wait, C only tries what is usually refused before it gets a
/// server connection.
std::vector<std::vector<scheduled_probe>> parallel_groups(testbed const& on,
                                                          std::vector<scheduled_probe> all) {
  // PgBouncer reads `options` in almost every version that counts its Syncs (1.20, 1.21).
  auto const reads_options = on.servers.in_one_go;
  auto const waits = [reads_options](scheduled_probe const& one) {
    auto const& p = *one.row;
    return p.on_throwaway_client ? is_startup(p) && !(reads_options && p.id == "startup/options")
                                 : takes_turns(p);
  };
  if (on.servers.single_server) {
    // Startup parameters were tried while A waited for a second one; those that were accepted run alone
    // later.
    std::erase_if(all,
                  [](scheduled_probe const& one) { return is_startup(*one.row) || takes_turns(*one.row); });
  }
  if (on.servers.dedicated || on.servers.single_server) return {std::move(all)};
  auto const rest = std::stable_partition(all.begin(), all.end(), waits);
  return {{all.begin(), rest}, {rest, all.end()}};
}

void run_parallel(testbed& on, std::vector<scheduled_probe>& parts, objection const& against) {
  std::vector<scheduled_probe*> on_throwaway_client;
  std::vector<scheduled_probe*> on_pair;
  for (auto& one : parts) (one.row->on_throwaway_client ? on_throwaway_client : on_pair).push_back(&one);
  auto const put_behind = [](std::vector<scheduled_probe*>& all, auto const& which) {
    std::stable_partition(all.begin(), all.end(),
                          [&](scheduled_probe const* one) { return !which(*one->row); });
  };
  put_behind(on_pair, [](probe const& p) { return p.side_effects == side_effects::connection; });
  put_behind(on_pair, [](probe const& p) { return p.opens_another; });
  // Logins come last: they replace C's connection, and an accepted login must find the server connection that
  // it used before.
  put_behind(on_throwaway_client, [](probe const& p) { return p.side_effects == side_effects::connection; });
  put_behind(on_throwaway_client, is_startup);
  parallel_tasks all(on);
  all.add({"A", "B"}, [&](testbed& own) { run_in_turn(own, on_pair, against); });
  all.add({"C"}, [&](testbed& own) { run_in_turn(own, on_throwaway_client, against); });
  all.run();
}

}  // namespace poolprobe
