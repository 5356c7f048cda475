#include "probes/support/startup_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "probes/support/startup_look.hpp"
#include "testbed/startup_logins.hpp"

namespace poolprobe {
namespace {

using kind = wire::startup_reply::kind;

/// PostgreSQL's SQLSTATEs for an unknown parameter, an invalid value, and a parameter that this user may not
/// set.
constexpr std::array<std::string_view, 4> refused_by_server{"42704", "22023", "42501", "55P02"};

probe_result refused(wire::server_error const& error, bool after_login, std::string expected) {
  auto const by_pooler = !after_login && error.sqlstate == "08P01" &&
                         error.message.find("startup parameter") != std::string::npos;
  auto const by_server = after_login && error.from_postgres() &&
                         std::find(refused_by_server.begin(), refused_by_server.end(), error.sqlstate) !=
                             refused_by_server.end();
  auto const where = by_pooler   ? "refused by the pooler before login: "
                     : by_server ? "refused by the server after login: "
                                 : "refused, but perhaps for another reason: ";
  return {by_pooler || by_server ? outcome::breaks : outcome::unknown, error.sqlstate, std::move(expected),
          where + error.text()};
}

/// The result where the login was not accepted.
probe_result not_accepted(wire::startup_reply const& answer, std::string expected) {
  if (answer.error) return refused(*answer.error, answer.after_login, std::move(expected));
  if (answer.how == kind::asked_to_login) {
    return {outcome::unknown,
            {},
            std::move(expected),
            "not refused before a login is asked for that only libpq can make; whether it is in effect is "
            "not seen"};
  }
  return {outcome::unknown, {}, std::move(expected), "the login that carries it got no answer"};
}

/// For dedicated server connections: whether the next client with the same parameter has the setting on a
/// server connection that an earlier one has used.
probe_result next_connection(testbed& on, client const& first, startup_parameter const& p,
                             probe_result const& works) {
  constexpr int attempts = 8;
  std::set<std::optional<int>> used{first.backend()};
  for (int i = 0; i < attempts; ++i) {
    on.disconnect("C");
    on.give_time(std::chrono::milliseconds(5));
    auto const opened = on.open_with("C", p.name, p.value);
    if (opened.in == nullptr) return unknown("a second connection that asks for it was refused at login");
    auto const answer = opened.in->run("P() B E S", look(p));
    if (answer.backend && used.contains(answer.backend))
      return lost_again(look_at(on, answer, p, works.expected).seen);
    used.insert(answer.backend);
  }
  return unknown("no second connection came to a server connection that had the setting before");
}

probe_result logged_in(testbed& on, client& in, startup_parameter const& p, std::string const& expected) {
  if (on.servers.none_free)
    return unknown("accepted at login; no server connection is free to tell whether it is in effect");
  auto const first = look_at(on, in.run("P() B E S", look(p)), p, expected);
  if (!first.present || first.seen.outcome == outcome::unknown || on.servers.direct) return first.seen;
  if (!on.servers.dedicated) return observe_shared(on, in, p, first);
  return first.seen.outcome == outcome::works ? next_connection(on, in, p, first.seen) : first.seen;
}

}  // namespace

probe_result observe_startup(testbed& on, startup_parameter const& p) {
  auto const expected = fmt::format("a connection with {}={} is opened and has it", p.name, p.value);
  auto const opened = on.open_with("C", p.name, p.value);
  auto seen =
      opened.in == nullptr ? not_accepted(opened.answer, expected) : logged_in(on, *opened.in, p, expected);
  on.disconnect("C");
  return seen;
}

}  // namespace poolprobe
