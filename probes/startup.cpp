#include "probes/startup.hpp"
#include "stage/leaving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

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

/// Whoever gets the server connection next must not have the setting. `in` was seen to have it there.
observation next_client(stage& on, client& in, startup_parameter const& p, std::string const& value,
                        observation const& works) {
  auto& a = on.client("A");
  auto const held = on.hold(a, in);
  auto const theirs = a.run("P() B E H", look(p));
  if (held.reached()) on.restore(a);
  if (theirs.ok() && theirs.value() == value) {
    return {outcome::leaks,
            {},
            works.expected,
            fmt::format("in effect, and client A then had it too, on server connection {}",
                        theirs.backend.value_or(0))};
  }
  auto const after = held.expect(theirs).accepted().otherwise({});
  if (after.outcome != outcome::works) return unknown(after.observed);
  return works;
}

observation let_in(stage& on, client& in, startup_parameter const& p, std::string expected) {
  auto const seen = in.run("P() B E S", look(p));
  if (!seen.ok() || seen.answer.rows.size() != 1) {
    auto failed = on.expect(seen).accepted().otherwise({});
    failed.outcome = outcome::unknown;
    return failed;
  }
  auto const value = seen.value();
  auto const normal = column(seen, 1);
  auto const ours = column(seen, 2) == "t";
  auto const got = fmt::format("client C got {} on server connection {}", value.value_or("nothing"),
                               seen.backend.value_or(0));
  // Odyssey quotes the whole of a search_path, so that it names one schema.
  auto const altered = value && value != p.effect && value->find(on.nonce()) != std::string::npos;
  if (value != p.effect && !altered) {
    if (value == normal) return {outcome::breaks, {}, std::move(expected), "accepted and dropped: " + got};
    return {outcome::unknown, {}, std::move(expected), got + ", which says nothing about this"};
  }
  if (value == normal && !ours) return unknown("it is the server's default as well: " + got);
  observation works{outcome::works, {}, std::move(expected), "in effect: " + got};
  if (altered) {
    works.outcome = outcome::breaks;
    works.observed = "in effect, but not as it was given: " + got;
  }
  if (on.servers.dedicated) return works;
  on.note(in, leaving::setting(p.setting, ours || !normal ? "" : *normal));
  return next_client(on, in, p, *value, works);
}

}  // namespace

observation observe_startup(stage& on, startup_parameter const& p) {
  auto expected = fmt::format("a connection with {}={} is opened and has it", p.name, p.value);
  auto const opened = on.open_with("C", p.name, p.value);
  auto seen = opened.in == nullptr ? kept_out(opened.answer, std::move(expected))
                                   : let_in(on, *opened.in, p, std::move(expected));
  on.dismiss("C");
  return seen;
}

}  // namespace poolprobe
