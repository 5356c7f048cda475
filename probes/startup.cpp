#include "probes/startup.hpp"
#include "stage/leaving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace poolprobe {
namespace {

using kind = wire::greeting::kind;

/// PostgreSQL's SQLSTATEs for a parameter that it does not know, or not so, or not from this user.
constexpr std::array<std::string_view, 4> refused_by_server{"42704", "22023", "42501", "55P02"};

/// The setting here and now, what it is reset to, and whether a client's startup packet brought it.
statement look(startup_parameter const& p) {
  return stage::unnamed(
      "select current_setting($1, true), s.reset_val, s.source = 'client'"
      " from (select) as here left join pg_settings as s on lower(s.name) = lower($1)",
      {p.setting});
}

std::optional<std::string> column(reaction const& seen, std::size_t index) {
  auto const& rows = seen.answer.rows;
  return rows.size() == 1 && index < rows.front().size() ? rows.front()[index] : std::nullopt;
}

observation refused(wire::server_error const& error, bool after_login, std::string expected) {
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

/// Nobody was let in.
observation kept_out(wire::greeting const& answer, std::string expected) {
  if (answer.error) return refused(*answer.error, answer.after_login, std::move(expected));
  if (answer.how == kind::asked_to_login) {
    return {outcome::unknown,
            {},
            std::move(expected),
            "not refused before the password is asked for; only a login could tell whether it is in effect"};
  }
  return {outcome::unknown, {}, std::move(expected), "the login that carries it got no answer"};
}

/// How a client that was let in stands to the setting.
struct look_result {
  observation seen;
  bool present = false;               ///< in effect, perhaps not as it was given
  bool ours = false;                  ///< its startup packet brought it to the server
  std::optional<std::string> value;   ///< what it is
  std::optional<std::string> normal;  ///< what it is reset to
};

look_result look_at(stage const& on, reaction const& answer, startup_parameter const& p,
                    std::string const& expected) {
  if (!answer.ok() || answer.answer.rows.size() != 1) {
    auto failed = on.expect(answer).accepted().otherwise({});
    failed.outcome = outcome::unknown;
    return {std::move(failed), false, false, {}, {}};
  }
  if (answer.rehearsed) return {{outcome::works, {}, expected, {}}, true, true, p.effect, {}};
  look_result result{
      {outcome::works, {}, expected, {}}, true, column(answer, 2) == "t", answer.value(), column(answer, 1)};
  auto& seen = result.seen;
  auto const got = fmt::format("client C got {} on server connection {}", result.value.value_or("nothing"),
                               answer.backend.value_or(0));
  seen.observed = "in effect: " + got;
  if (result.value == p.effect) {
    if (result.value == result.normal && !result.ours) {
      seen = unknown("it is the server's default as well: " + got);
    }
  } else if (result.value && result.value->find(on.nonce()) != std::string::npos) {
    // Odyssey quotes the whole of a search_path, so that it names one schema.
    seen.outcome = outcome::breaks;
    seen.observed = "in effect, but not as it was given: " + got;
  } else {
    auto const dropped = result.value == result.normal;
    result.present = false;
    seen.outcome = dropped ? outcome::breaks : outcome::unknown;
    seen.observed = dropped ? "accepted and dropped: " + got : got + ", which says nothing about this";
  }
  return result;
}

/// Asks until the answer comes from that server connection, which others may have meanwhile.
reaction ask_on(stage& on, client& who, std::optional<int> wanted, startup_parameter const& p) {
  constexpr double far_ms = 5;
  auto const attempts = on.least_trip_ms().value_or(0) > far_ms ? 6 : 16;
  reaction seen;
  for (int i = 0; i < attempts && !(i > 0 && (!seen.ok() || seen.backend == wanted)); ++i) {
    (void)wire::pause_for(on.servers.settle);
    seen = who.run("P() B E S", look(p));
  }
  return seen;
}

observation elsewhere() { return unknown("its server connection did not come back"); }

observation lost_again(observation seen) {
  if (seen.outcome == outcome::breaks) seen.observed = "in effect only once; then " + seen.observed;
  return seen;
}

/// Whoever gets the server connection next must not have the setting. `in` was seen to have it there, and
/// goes.
observation next_client(stage& on, client const& in, startup_parameter const& p, std::string const& value,
                        observation const& works) {
  auto const had = in.backend();
  on.dismiss("C");
  auto& next = on.client("C");
  auto const theirs = ask_on(on, next, had, p);
  if (!theirs.ok()) return on.expect(theirs).accepted().otherwise({});
  if (theirs.backend != had) return elsewhere();
  if (theirs.value() != value) return works;
  auto const held = on.hold(next, had);
  if (held.reached()) on.restore(next);
  return {outcome::leaks,
          {},
          works.expected,
          fmt::format("in effect, and the next client then had it too, on server connection {}", *had)};
}

/// A pooler that resets a server connection may believe all the same that the setting is still there, and not
/// set it for the next who asks for it. Here the same client asks, in its next transaction.
observation next_transaction(stage& on, client& in, startup_parameter const& p, observation const& works) {
  auto const had = in.backend();
  auto const again = ask_on(on, in, had, p);
  if (again.ok() && again.backend != had) return elsewhere();
  return lost_again(look_at(on, again, p, works.expected).seen);
}

/// The same where a client keeps its server connection: the next client asks, on one that the last has left.
observation next_connection(stage& on, client const& first, startup_parameter const& p,
                            observation const& works) {
  constexpr int attempts = 8;
  std::set<std::optional<int>> used{first.backend()};
  for (int i = 0; i < attempts; ++i) {
    on.dismiss("C");
    (void)wire::pause_for(std::chrono::milliseconds(5));
    auto const opened = on.open_with("C", p.name, p.value);
    if (opened.in == nullptr) return unknown("a second connection that asks for it was not let in");
    auto const answer = opened.in->run("P() B E S", look(p));
    if (answer.backend && used.contains(answer.backend))
      return lost_again(look_at(on, answer, p, works.expected).seen);
    used.insert(answer.backend);
  }
  return unknown("no second connection came to a server connection that had the setting before");
}

observation let_in(stage& on, client& in, startup_parameter const& p, std::string const& expected) {
  auto const first = look_at(on, in.run("P() B E S", look(p)), p, expected);
  auto const works = first.seen.outcome == outcome::works;
  if (!first.present || first.seen.outcome == outcome::unknown || on.servers.direct) return first.seen;
  if (on.servers.dedicated) return works ? next_connection(on, in, p, first.seen) : first.seen;
  on.note(in, leaving::setting(p.setting, first.ours || !first.normal ? "" : *first.normal));
  if (works) {
    auto again = next_transaction(on, in, p, first.seen);
    if (again.outcome != outcome::works) return again;
  }
  return next_client(on, in, p, *first.value, first.seen);
}

}  // namespace

observation observe_startup(stage& on, startup_parameter const& p) {
  auto const expected = fmt::format("a connection with {}={} is opened and has it", p.name, p.value);
  auto const opened = on.open_with("C", p.name, p.value);
  auto seen = opened.in == nullptr ? kept_out(opened.answer, expected) : let_in(on, *opened.in, p, expected);
  on.dismiss("C");
  return seen;
}

}  // namespace poolprobe
