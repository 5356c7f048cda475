#include "testbed/client_connections.hpp"

#include <fmt/format.h>

#include "testbed/clean_up.hpp"
#include "testbed/pipelined_tasks.hpp"
#include "testbed/same_pooler_process.hpp"

namespace poolprobe {

std::optional<wire::open_failure> open_client(task_context& on, std::string_view label,
                                              wire::login_change const& change) {
  auto& shared = on.shared();
  auto& c = on.client(label);
  auto& through = c.through();
  if (through.login_facts() == nullptr && shared.open_connections() >= shared.limits.connections) {
    wire::open_failure none_left;
    none_left.message = fmt::format("no more than {} connections are allowed", shared.limits.connections);
    return none_left;
  }
  c.forget_backend();
  auto const words = change.database ? fmt::format("connect(database={})", *change.database) : "connect";
  if (!through.simulate(words)) {
    shared.budget.require_connection();
    through.disconnect();
    auto how = change;
    how.plain = shared.usual &&
                !shared.usual->tls;  // as in the last login; to ask for TLS again would cost a round trip
    auto opened =
        on.open_connection([&] { return wire::connection::open(*shared.where, on.connect_deadline(), how); });
    if (auto failure = through.take(std::move(opened))) {
      if (failure->sqlstate) ++shared.cost.pooler_log_lines;
      return failure;
    }
  }
  on.count_connection();
  if (!change.database) shared.usual = *through.login_facts();
  if (shared.settled == nullptr && shared.simulated == nullptr) shared.settle_on(*through.login_facts());
  return std::nullopt;
}

client& connected_client(task_context& on, std::string_view label) {
  auto& c = on.client(label);
  if (on.batch() != nullptr) return c;  // all clients of a batch are connected before it starts
  auto const& servers = on.shared().servers;
  auto const before = on.transcript().size();
  c.make_idle();
  if (c.through().retired) disconnect_client(on, label);
  if (!c.ready() && servers.single_client) free_server_connections(on);
  auto const fresh = !c.ready() && !open_client(on, label);
  if (c.through().maybe_other_process || (fresh && servers.several_processes))
    reconnect_to_same_process(on, c);
  on.transcript().resize(before);  // cleaning up after an earlier step does not belong to the next one
  return c;
}

void disconnect_client(task_context& on, std::string_view label) {
  if (auto* batch = on.batch()) return batch->disconnect_afterwards(label);
  auto& shared = on.shared();
  auto& c = on.client(label);
  c.make_idle();
  // A dedicated server connection never gets another client that could clean it.
  auto const backend = c.through().backend;
  if (shared.servers.dedicated && c.ready() && backend && shared.ledger.concerns(*backend))
    (void)clean_any_server(on, c);
  c.through().disconnect();
  c.forget_backend();
}

void free_a_connection(task_context& on) {
  for (auto const* label : {"B", "C"}) {
    if (on.shared().open_connections() < on.shared().limits.connections) return;
    if (on.owns(label)) disconnect_client(on, label);
  }
}

void free_server_connections(task_context& on) {
  auto const& shared = on.shared();
  if (!shared.servers.dedicated || on.parallel() != nullptr) return;  // others may be using them
  for (auto const& slot : shared.slots) {
    if (slot->label() != "A" || shared.servers.single_client) disconnect_client(on, slot->label());
  }
}

void count_extra_connection(task_context& on) {
  if (!on.is_dry_run()) on.shared().budget.require_connection();
  free_a_connection(on);
  on.count_connection(1);
}

}  // namespace poolprobe
