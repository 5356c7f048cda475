// What a testbed does outside of sessions: logins with other startup parameters, and cancel requests.
#include <fmt/format.h>

#include "testbed/testbed.hpp"

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
      return "let in";
    case kind::silent:
      return "gave no answer in time";
    case kind::closed:
      return "closed the connection";
    case kind::nonsense:
      return "sent a malformed message";
  }
  return "?";
}

/// libpq's words for a refusal, as far as they tell what a startup reply tells.
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

std::string shown(startup_packet_change const& what) {
  auto all = what.more;
  if (what.database) all.emplace_back("database", *what.database);
  if (what.minor != 0) all.emplace_back("protocol", fmt::format("3.{}", what.minor));
  return startup_words(all);
}

}  // namespace

/// Where each client keeps a server connection, an idle one may take the last that the pool has.
void testbed::make_room() {
  if (!servers.dedicated || beside_ != nullptr) return;  // an act does not know whose they are
  for (auto const& l : shared_->slots) {
    if (l->label() != "A" || servers.single_client) dismiss(l->label());
  }
}

startup_attempt testbed::log_in(connection_slot& through, std::string const& name, std::string const& value) {
  if (!shared_->usual) return {};
  count_extra_connection();
  ++cost.round_trips;
  startup_attempt result;
  if (through.simulate(startup_words({{name, value}}))) {
    result.answer = {.how = kind::logged_in, .after_login = true, .error = {}};
  } else {
    auto like = *shared_->usual;
    if (name == "options") like.password = {};  // libpq can send it, and the user's own in front of it
    auto raw = dial([&] {
      return wire::log_in(like, where().shown.user, where().shown.database, {{name, value}}, step_deadline());
    });
    if (raw.opened) through.take_over(std::move(*raw.opened));
    result.answer = std::move(raw.answer);
  }
  if (result.answer.how == kind::logged_in) {
    result.in = &slot(through.label());
  } else if (result.answer.how == kind::asked_to_login && name == "options") {
    count_extra_connection();
    through.disconnect();
    auto const failure = through.take(
        dial([&] { return wire::connection::open(where(), connect_deadline(), {.more_options = value}); }));
    if (failure) {
      result.answer = as_startup_reply(*failure);
    } else {
      result = {{.how = kind::logged_in, .after_login = true, .error = {}}, &slot(through.label())};
    }
  }
  return result;
}

startup_attempt testbed::open_with(std::string_view label, std::string const& name,
                                   std::string const& value) {
  dismiss(label);
  make_room();
  auto const start = wire::clock::now();
  auto result = log_in(slot(label).through(), name, value);
  for (int i = 0; i < most_dials && servers.may_be_several() && result.in; ++i) {
    if (shares_process_with_another(*result.in)) {
      servers.several = servers.several || i > 0;
      break;
    }
    result.in->through().disconnect();
    result = log_in(slot(label).through(), name, value);
  }
  if (result.answer.error) ++cost.pooler_log_lines;
  transcript_.push_back({std::string(label),
                         startup_words({{name, value}}),
                         {},
                         std::nullopt,
                         received(result.answer),
                         wire::milliseconds(wire::clock::now() - start).count()});
  return result;
}

wire::startup_reply testbed::exchange_startup(wire::login_facts const& like,
                                              startup_packet_change const& what) {
  count_extra_connection();
  ++cost.round_trips;
  if (shared_->simulated != nullptr) {
    shared_->simulated->write_down({{}, shown(what), {}});
    return {};
  }
  auto const& usual = where().shown;
  auto answer = dial([&, to = like] {
    return wire::exchange_startup(to, usual.user, what.database.value_or(usual.database), what.more,
                                  step_deadline(), wire::protocol_3_0 + what.minor);
  });
  if (answer.error) ++cost.pooler_log_lines;
  return answer;
}

cancel_attempt testbed::cancel(poolprobe::client const& running) {
  auto const start = wire::clock::now();
  auto const has_key =
      is_dry_run() || (running.login_facts() != nullptr && running.login_facts()->key_pid != 0);
  if (has_key) count_extra_connection();
  auto const how = dial([&running] { return running.cancel(); });
  auto const ms = wire::milliseconds(wire::clock::now() - start).count();
  if (has_key) ++cost.round_trips;
  transcript_.push_back({running.label(), "cancel", {}, running.backend(), received(how), ms});
  return {how, ms};
}

}  // namespace poolprobe
