#include "testbed/clean_up.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "testbed/client_connections.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/pending.hpp"
#include "testbed/pipelined_tasks.hpp"
#include "testbed/testbed.hpp"
#include "testbed/undo_on_server.hpp"

namespace poolprobe {
namespace {

/// How many rounds in a row may clean nothing before other connections are tried.
constexpr int most_fruitless = 6;

/// How many rounds in a row may get no server connection. One proves little: the server connection may have
/// ended during the query, and the pooler may give another one next time.
constexpr int most_denied = 3;

constexpr std::size_t most_clients = 3;  // clients A, B and C

/// Clients that have a server connection come first, as the others may be waiting for it.
void make_all_idle(task_context& on) {
  std::vector<client*> all;
  for (auto const& slot : on.shared().slots) all.push_back(&on.client(slot->label()));
  std::stable_partition(all.begin(), all.end(), [](auto const* c) { return c->holding() && !c->waiting(); });
  for (auto* c : all) c->make_idle();
}

void disconnect_all(task_context& on) {
  make_all_idle(on);
  for (auto const& slot : on.shared().slots) slot->disconnect();
}

void open_closed(task_context& on, std::vector<std::string> const& labels) {
  parallel_tasks all(on);
  for (auto const& label : labels) {
    on.client(label).make_idle();
    if (!on.client(label).ready())
      all.add({label}, [label](testbed& own) { (void)open_client(own.context(), label); });
  }
  all.run();
}

/// Selects the DEALLOCATE statements for our prepared statements, found by the mark in their text, whatever
/// their names on the server are (a pooler may call one PGBOUNCER_7). The comment before DEALLOCATE is needed
/// for Odyssey, which otherwise answers it without executing it.
statement statements_to_drop(task_context const& on) {
  return testbed::unnamed(
      "select format('/**/ deallocate %I', name) from pg_prepared_statements where statement like $1",
      {"%/* poolprobe " + on.shared().nonce + " */%"});
}

/// A pooler may report success without dropping them, so this checks that they are gone.
bool drop_statements(task_context const& on, client& holder, step_result const& spelled_out) {
  auto all = statements_in(spelled_out);
  if (!spelled_out.ok()) return false;
  if (all.empty()) return true;
  all.push_back(statements_to_drop(on));  // returns what is left
  auto const left = holder.run_each("P() B E", all, "S");
  return left.ok() && (left.simulated || left.answer.rows.empty());
}

/// Removes the entries of backends that have ended, as everything on them is gone. Releases the one that is
/// held.
void forget_ended_backends(task_context& on, client& asking) {
  auto const wanted = on.shared().ledger.backends();
  auto const alive =
      asking.run("P() B E S", testbed::unnamed("select pid from pg_stat_activity where pid = any($1::int[])",
                                               {fmt::format("{{{}}}", fmt::join(wanted, ","))}));
  if (!alive.ok()) return;
  for (auto const backend : wanted) {
    auto const text = std::to_string(backend);
    auto const is_it = [&text](auto const& row) { return !row.empty() && row.front() == text; };
    if (std::none_of(alive.answer.rows.begin(), alive.answer.rows.end(), is_it))
      on.shared().ledger.ended(backend);
  }
}

/// Holds as many server connections at once as clients are allowed, but opens no more than `wanted` clients.
/// Each server connection is cleaned by the client that holds it. False when the pooler gives none.
bool clean_all_given(task_context& on, std::size_t wanted) {
  auto const alone = on.shared().servers.single_server || on.shared().servers.single_client;
  if (on.shared().servers.single_client) free_server_connections(on);
  auto labels = alone ? std::vector<std::string>{"A"} : std::vector<std::string>{"A", "B", "C"};
  auto const closed = std::stable_partition(labels.begin(), labels.end(),
                                            [&on](auto const& label) { return on.client(label).ready(); });
  auto const ready = static_cast<std::size_t>(closed - labels.begin());
  labels.resize(std::clamp(wanted, ready, labels.size()));
  open_closed(on, labels);
  pipelined_tasks all(on);
  int taken = 0;
  for (auto const& label : labels) {
    if (!on.client(label).ready()) continue;
    all.add([label, &taken](testbed& own) {
      taken += clean_any_server(own.context(), connected_client(own.context(), label)) ? 1 : 0;
    });
  }
  all.run();
  return taken > 0;
}

/// As `clean_all_given`, without threads.
bool clean_one_by_one(task_context& on) {
  auto const alone = on.shared().servers.single_server || on.shared().servers.single_client;
  auto const labels = alone ? std::vector<std::string>{"A"} : std::vector<std::string>{"A", "B", "C"};
  bool taken = false;
  for (auto const& label : labels) {
    auto& holder = connected_client(on, label);
    if (!holder.ready() || !clean_any_server(on, holder)) continue;
    taken = true;
    if (!alone) holder.run("H");  // so that the next client is given another one
  }
  make_all_idle(on);
  return taken;
}

/// Works without threads where none can be started, which may be why the run ended.
bool clean_given(task_context& on, std::size_t wanted) {
  try {
    return clean_all_given(on, wanted);
  } catch (fatal const& why) {
    if (why.code != exit_code::defect) throw;
  }
  return clean_one_by_one(on);
}

/// A client that is connected if possible. Any pooler process will do.
client& any_client(task_context& on) {
  auto& a = on.client("A");
  a.make_idle();
  if (!a.ready()) (void)open_client(on, "A");
  return a;
}

/// Cleans until nothing is left, or nothing more can be reached. Throws `budget_spent`.
void clean_all(task_context& on) {
  auto const& ledger = on.shared().ledger;
  auto const& servers = on.shared().servers;
  make_all_idle(on);
  for (auto const& slot : on.shared().slots) {
    // It logged in with startup parameters, which a pooler would set on every server connection that it gets.
    if (slot->retired) disconnect_client(on, slot->label());
  }
  auto left = ledger.worth_trying().size();
  int fruitless = 0;  // rounds in a row that cleaned nothing
  int denied = 0;     // rounds in a row that got no server connection
  // At first as many clients as there are backends to clean; later more, as the pool may give out other ones.
  auto most = servers.several_processes ? most_clients : left;
  while (left > 0 && denied < most_denied) {
    denied = clean_given(on, most) ? 0 : denied + 1;
    most = most_clients;
    fruitless = ledger.worth_trying().size() < left ? 0 : fruitless + 1;
    left = ledger.worth_trying().size();
    if (left == 0) return;
    // New connections may reach another pooler process. On a busy pool it is cheaper to wait.
    auto const may_reconnect = on.shared().budget.allows(static_cast<int>(most_clients));
    if (servers.several_processes && !may_reconnect) return;
    if (may_reconnect && (servers.several_processes || fruitless > most_fruitless)) {
      disconnect_all(on);
      fruitless = 0;
    }
    (void)wire::pause_for(std::chrono::milliseconds(denied > 0 ? 100 : may_reconnect ? 5 : 50));
  }
}

}  // namespace

bool clean_any_server(task_context& on, client& holder) {
  auto const taken = holder.post("H");
  auto ours = holder.run("P() B E H", statements_to_drop(on));
  auto const backend = taken.receive().ok() ? holder.backend() : std::nullopt;
  if (!backend) {
    if (holder.holding()) holder.run("S");
    return false;
  }
  auto& ledger = on.shared().ledger;
  std::string failed;
  if (auto const left = ledger.left_on(*backend); !left.empty()) {
    failed = take_away(on, holder, left);
    // No other client has this server connection now, and the undo statements prepare nothing by name.
    auto const had_none = ours.ok() && !ours.simulated && ours.answer.rows.empty();
    if (!had_none) ours = holder.run("P() B E H", statements_to_drop(on));  // the undo may have dropped some
  }
  auto const dropped = drop_statements(on, holder, ours);
  if (dropped) ledger.dropped(*backend);
  if (!dropped && failed.empty())
    failed = fmt::format("deallocate: {}", ours.ok() ? "not all are gone" : ours.text());
  if (dropped && holder.holding() && !ledger.empty()) forget_ended_backends(on, holder);
  if (holder.holding()) holder.run("S");
  if (ledger.concerns(*backend)) ledger.failed(*backend, failed.empty() ? "it came back" : failed);
  return true;
}

std::vector<residue> clean_up(task_context& on) {
  wire::interrupt_shield const shield;
  auto& budget = on.shared().budget;
  budget.begin_clean_up();
  try {
    clean_all(on);
    // A pooler closes a server connection that has answered oddly, and what was left there is gone with it.
    if (!on.shared().ledger.empty()) forget_ended_backends(on, any_client(on));
  } catch (budget_spent const&) {  // what is left is told
  }
  run_budget::exemption const also_when_spent(budget);
  disconnect_all(on);
  return on.shared().ledger.open_entries(on.shared().nonce);
}

}  // namespace poolprobe
