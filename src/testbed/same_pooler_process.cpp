#include "testbed/same_pooler_process.hpp"

#include <algorithm>

#include "testbed/client_connections.hpp"
#include "testbed/process_marks.hpp"
#include "testbed/server_hold.hpp"

namespace poolprobe {

bool served_by_same_process(task_context& on, client& one, client& other, persistence how) {
  if (!one.ready() || !other.ready()) return false;
  auto const before = on.transcript().size();
  auto const wanted = other.run("S").backend;
  auto const met = wanted && try_to_take(on, one, wanted, how);
  if (one.holding()) one.run("S");
  on.transcript().resize(before);  // these steps belong to no probe
  return met;
}

namespace {

/// Some server connection has served both, so that one process does.
bool have_shared(client const& one, client const& other) {
  auto const had_it = [&other](int backend) { return other.backends().contains(backend); };
  return std::any_of(one.backends().begin(), one.backends().end(), had_it);
}

}  // namespace

bool shares_process_with_another(task_context& on, client& doubted) {
  auto const fits = [&](auto const& c) {
    return c.get() != &doubted && c->ready() && !c->through().maybe_other_process;
  };
  auto const& all = on.clients();
  if (std::any_of(all.begin(), all.end(), [&](auto const& c) { return fits(c) && have_shared(doubted, *c); }))
    return true;
  auto const other = std::find_if(on.clients().begin(), on.clients().end(), fits);
  return other == on.clients().end() || served_by_same_process(on, doubted, **other, persistence::full);
}

void reconnect_to_same_process(task_context& on, client& doubted) {
  auto& shared = on.shared();
  auto& servers = shared.servers;
  doubted.through().maybe_other_process = false;
  if (servers.dedicated || servers.single_client) return;
  if (!servers.several_processes && --shared.suspicions_left < 0) return;
  for (int i = 0; i < most_reconnects; ++i) {
    if (shares_process_with_another(on, doubted)) {
      servers.several_processes = servers.several_processes || i > 0;
      return;
    }
    note_other_process(on, doubted);
    doubted.through().disconnect();
    if (open_client(on, doubted.label())) return;
  }
}

void swap_client_labels(client& one, client& other) {
  auto const label = one.label();
  one.through().rename(other.label());
  other.through().rename(label);
}

}  // namespace poolprobe
