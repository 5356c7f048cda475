#include "testbed/cancel_request.hpp"

#include "testbed/client_connections.hpp"

namespace poolprobe {
namespace {

std::string received(wire::connection::cancelled how) {
  switch (how) {
    case wire::connection::cancelled::sent:
      return "taken, and that connection closed";
    case wire::connection::cancelled::no_key:
      return "not sent: the login gave no cancel key";
    case wire::connection::cancelled::failed:
      return "could not be delivered";
    case wire::connection::cancelled::silent:
      return "gave no answer in time";
  }
  return "?";
}

}  // namespace

cancel_attempt cancel_step_of(task_context& on, client const& running) {
  auto const start = wire::clock::now();
  auto const has_key =
      on.is_dry_run() || (running.login_facts() != nullptr && running.login_facts()->key_pid != 0);
  if (has_key) count_extra_connection(on);
  auto const how = on.open_connection([&] { return running.through().cancel(on.step_deadline()); });
  auto const ms = wire::milliseconds(wire::clock::now() - start).count();
  if (has_key) ++on.shared().cost.round_trips;
  on.transcript().push_back({running.label(), "cancel", {}, running.backend(), received(how), ms});
  return {how, ms};
}

}  // namespace poolprobe
