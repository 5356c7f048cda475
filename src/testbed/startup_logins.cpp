#include "testbed/startup_logins.hpp"

#include <fmt/format.h>

#include "testbed/client_connections.hpp"
#include "testbed/same_pooler_process.hpp"

namespace poolprobe {
namespace {

using kind = wire::startup_reply::kind;

std::string received(wire::startup_reply const& answer) {
  switch (answer.how) {
    case kind::refused:
      return answer.error ? answer.error->text() : "refused";
    case kind::asked_to_login:
      return "asked for the password";
    case kind::logged_in:
      return "logged in";
    case kind::silent:
      return "gave no answer in time";
    case kind::closed:
      return "closed the connection";
    case kind::nonsense:
      return "sent a malformed message";
  }
  return "?";
}

/// Converts libpq's report of a refusal into a startup reply.
wire::startup_reply as_startup_reply(wire::open_failure const& failure) {
  wire::startup_reply answer;
  answer.how = failure.timed_out || failure.interrupted ? kind::silent : kind::closed;
  if (!failure.sqlstate) return answer;
  answer.how = kind::refused;
  answer.after_login = failure.from_postgres;
  answer.error = wire::server_error{.severity = "FATAL",
                                    .sqlstate = *failure.sqlstate,
                                    .message = failure.message,
                                    .fields = failure.from_postgres ? "SVCMFLR" : "SCM"};
  return answer;
}

std::string shown(startup_packet_change const& what) {
  auto all = what.more;
  if (what.database) all.emplace_back("database", *what.database);
  if (what.minor != 0) all.emplace_back("protocol", fmt::format("3.{}", what.minor));
  return startup_words(all);
}

/// The user's own `options` are part of every login: a proxy may find its endpoint in them (Neon).
std::vector<std::pair<std::string, std::string>> with_own_options(
    target const& where, std::vector<std::pair<std::string, std::string>> more) {
  std::string own;
  for (auto const& [name, value] : where.parameters) {
    if (name == "options") own = value;
  }
  if (own.empty()) return more;
  for (auto& [name, value] : more) {
    if (name != "options") continue;
    value = fmt::format("{} {}", own, value);
    return more;
  }
  more.emplace_back("options", std::move(own));
  return more;
}

/// Sends the parameter by ourselves, because libpq sends only those that it knows.
startup_attempt log_in_without_libpq(task_context& on, shared_connection& through, std::string const& name,
                                     std::string const& value) {
  auto like = *on.shared().usual;
  if (name == "options") like.password = {};  // libpq can send it, with the user's own options before it
  auto const& shown = on.shared().where->shown;
  auto raw = on.open_connection([&] {
    return wire::log_in(like, shown.user, shown.database,
                        with_own_options(*on.shared().where, {{name, value}}), on.step_deadline());
  });
  if (raw.opened) through.take_over(std::move(*raw.opened));
  return {std::move(raw.answer), nullptr};
}

wire::startup_reply log_in_with_options(task_context& on, shared_connection& through,
                                        std::string const& value) {
  count_extra_connection(on);
  through.disconnect();
  auto const failure = through.take(on.open_connection([&] {
    return wire::connection::open(*on.shared().where, on.connect_deadline(), {.more_options = value});
  }));
  if (failure) return as_startup_reply(*failure);
  return {.how = kind::logged_in, .after_login = true, .error = {}};
}

startup_attempt log_in(task_context& on, shared_connection& through, std::string const& name,
                       std::string const& value) {
  if (!on.shared().usual) return {};
  count_extra_connection(on);
  ++on.shared().cost.round_trips;
  startup_attempt result;
  if (through.simulate(startup_words({{name, value}}))) {
    result.answer = {.how = kind::logged_in, .after_login = true, .error = {}};
  } else {
    result = log_in_without_libpq(on, through, name, value);
  }
  if (result.answer.how == kind::asked_to_login && name == "options")
    result.answer = log_in_with_options(on, through, value);
  if (result.answer.how == kind::logged_in) result.in = &on.client(through.label());
  return result;
}

}  // namespace

startup_attempt open_client_with(task_context& on, std::string_view label, std::string const& name,
                                 std::string const& value) {
  auto& servers = on.shared().servers;
  disconnect_client(on, label);
  free_server_connections(on);
  auto const start = wire::clock::now();
  auto result = log_in(on, on.client(label).through(), name, value);
  for (int i = 0; i < most_reconnects && servers.may_have_several_processes() && result.in; ++i) {
    if (!servers.several_processes && --on.shared().startup_suspicions_left < 0) break;
    if (shares_process_with_another(on, *result.in)) {
      servers.several_processes = servers.several_processes || i > 0;
      break;
    }
    result.in->through().disconnect();
    result = log_in(on, on.client(label).through(), name, value);
  }
  if (result.answer.error) ++on.shared().cost.pooler_log_lines;
  on.transcript().push_back({std::string(label),
                             startup_words({{name, value}}),
                             {},
                             std::nullopt,
                             received(result.answer),
                             wire::milliseconds(wire::clock::now() - start).count()});
  return result;
}

wire::startup_reply exchange_startup(task_context& on, wire::login_facts const& like,
                                     startup_packet_change const& what) {
  auto& shared = on.shared();
  count_extra_connection(on);
  ++shared.cost.round_trips;
  if (shared.simulated != nullptr) {
    shared.simulated->write_down({{}, shown(what), {}});
    return {};
  }
  auto const& usual = shared.where->shown;
  auto answer = on.open_connection([&, to = like] {
    return wire::exchange_startup(to, usual.user, what.database.value_or(usual.database),
                                  with_own_options(*shared.where, what.more), on.step_deadline(),
                                  wire::protocol_3_0 + what.minor);
  });
  if (answer.error) ++shared.cost.pooler_log_lines;
  return answer;
}

}  // namespace poolprobe
