// A setting from a startup packet where server connections are shared: it must be in effect for its client on
// every server connection, and for no other client.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "probes/support/startup_look.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/startup_logins.hpp"
#include "testbed/undo.hpp"

namespace poolprobe {
namespace {

/// The server connections on which the setting was seen in effect.
using seen_on = std::set<std::optional<int>>;

/// Repeats the query until one of the `wanted` server connections answers, which other clients may be using.
/// `elsewhere` is called with the answers of other ones.
template <class Elsewhere>
step_result ask_on(testbed& on, client& who, seen_on const& wanted, startup_parameter const& p,
                   Elsewhere elsewhere) {
  constexpr int attempts = 16;
  step_result seen;
  for (int i = 0; i < attempts; ++i) {
    on.give_time(on.servers.reuse_delay);
    seen = who.run("P() B E S", look(p));
    if (!seen.ok() || wanted.contains(seen.backend)) break;
    elsewhere(seen);
  }
  return seen;
}

probe_result not_again() { return unknown("no server connection came back on which it was in effect"); }

/// The client that had the setting disconnects. The next client on one of its server connections must not
/// have the setting.
probe_result next_client(testbed& on, seen_on const& had, startup_parameter const& p,
                         std::string const& value, probe_result const& works) {
  on.disconnect("C");
  auto& next = on.client(on.alone() ? "A" : "C");
  auto const theirs = ask_on(on, next, had, p, [](step_result const&) {});
  if (!theirs.ok()) return on.expect(theirs).accepted().otherwise({});
  if (!had.contains(theirs.backend)) return not_again();
  if (theirs.value() != value) return works;
  auto const held = on.hold(next, theirs.backend);
  if (held.reached()) on.restore(next);
  return {outcome::leaks,
          {},
          works.expected,
          fmt::format("in effect, and the next client then had it too, on server connection {}",
                      theirs.backend.value_or(0))};
}

/// Looks at the setting in a later transaction of the same client. A pooler that resets a server connection
/// may still assume that the setting is in effect, and not set it again.
step_result later_transaction(testbed& on, client& in, seen_on& had, startup_parameter const& p,
                              left_behind const& trace) {
  return ask_on(on, in, had, p, [&](step_result const& first) {
    if (look_at(on, first, p, {}).seen.outcome != outcome::works) return;
    on.note(in, trace);
    had.insert(first.backend);
  });
}

/// Which client used each server connection last, and in which transaction.
class order_of_turns {
 public:
  /// Records an answer to `who`. Returns whether `other` used that server connection just before: in between,
  /// the pooler may have reset and set the setting in a transaction each, but no other client used it.
  bool follows(client const& who, client const& other, step_result const& seen) {
    constexpr long long next_but_two = 3;
    auto const now = transaction_of(seen);
    auto const before = std::exchange(last_[seen.backend], turn{&who, now});
    if (seen.simulated) return true;
    if (before.who != &other || !before.transaction || !now) return false;
    return *now > *before.transaction && *now - *before.transaction <= next_but_two;
  }

 private:
  struct turn {
    client const* who = nullptr;
    std::optional<long long> transaction;
  };
  std::map<std::optional<int>, turn> last_;
};

/// The finding that a client got another client's value. `who` is that client, in words.
probe_result has_another_ones(step_result const& seen, std::string const& who, std::string const& expected) {
  return {outcome::leaks,
          {},
          expected,
          fmt::format("in effect at first; then {} got what another client had asked for: {} on server "
                      "connection {}",
                      who, seen.value().value_or("nothing"), seen.backend.value_or(0))};
}

/// Two clients that ask for different values, and one that asks for none. For a parameter that the server
/// does not report, PgBouncer 1.26 assumes that the value it last set is another spelling of the one that the
/// client asked for (src/varcache.c, varcache_set_canonical). So a client that gets a server connection
/// directly after another client has the other's value from then on. That shows once the server connection
/// has been reset.
class two_values {
 public:
  two_values(testbed& on, client& in, client& second, startup_parameter const& p, left_behind trace,
             std::string expected)
      : on_(on),
        first_{&in, p},
        second_{&second, p},
        trace_(std::move(trace)),
        expected_(std::move(expected)) {
    second_.wants.value = second_.wants.effect = p.other;
  }

  /// nullopt where there is no conclusion. `last` is the last answer to the first client.
  std::optional<probe_result> observe(step_result const& last) {
    auto const most_turns = on_.is_far() ? 4U : 120U;
    (void)turns_.follows(*first_.who, *second_.who, last);
    for (unsigned i = 0; i < most_turns; ++i) {
      // A sequence without a period (Thue-Morse): otherwise a pool that hands out server connections in turn
      // could always give the same ones to the same client.
      auto const is_second = std::popcount(i) % 2 == 0;
      auto told = is_second ? take_turn(second_, first_) : take_turn(first_, second_);
      if (told) return told;
    }
    return std::nullopt;
  }

 private:
  struct asking {
    client* who;
    startup_parameter wants;
  };

  std::optional<probe_result> take_turn(asking const& one, asking const& other) {
    auto const seen = one.who->run("P() B E S", look(one.wants));
    auto const follows = turns_.follows(*one.who, *other.who, seen);
    if (auto bad = wrong_value(one, other, seen)) return bad;
    if (!follows) return std::nullopt;
    auto& plain = on_.client("A");
    auto const theirs = plain.run("P() B E S", look(one.wants));
    (void)turns_.follows(plain, *one.who, theirs);
    if (!theirs.ok()) return on_.expect(theirs).accepted().otherwise({});
    if (theirs.value() == one.wants.effect || theirs.value() == other.wants.effect)
      return has_another_ones(theirs, "client A, which asked for nothing,", expected_);
    // A pool that hands out two server connections in turn first gives the one that no other client used in
    // between. Nothing was set on it, so it shows nothing.
    constexpr int times = 3;
    for (int i = 0; i < times; ++i) {
      auto const again = one.who->run("P() B E S", look(one.wants));
      (void)turns_.follows(*one.who, plain, again);
      if (auto bad = wrong_value(one, other, again)) return bad;
      if (seen.simulated || theirs.backend == seen.backend || again.backend != seen.backend)
        return probe_result{outcome::works, {}, expected_, {}};
    }
    return std::nullopt;
  }

  std::optional<probe_result> wrong_value(asking const& one, asking const& other, step_result const& seen) {
    if (!seen.ok()) return on_.expect(seen).accepted().otherwise({});
    on_.note(seen.backend, trace_);
    if (seen.value() == other.wants.effect)
      return has_another_ones(seen, "client " + seen.by->label(), expected_);
    auto judged = look_at(on_, seen, one.wants, expected_).seen;
    return judged.outcome == outcome::works ? std::nullopt : std::optional(lost_again(std::move(judged)));
  }

  testbed& on_;
  asking first_;
  asking second_;
  left_behind trace_;
  std::string expected_;
  order_of_turns turns_;
};

/// Whether some server connection has served both.
bool have_shared(client const& one, client const& other) {
  auto const had_it = [&other](int backend) { return other.backends().contains(backend); };
  return std::any_of(one.backends().begin(), one.backends().end(), had_it);
}

/// The result where no client got a server connection directly after another. Clients that never shared one
/// may be served by several pooler processes; from now on, new clients reconnect until one process serves
/// them.
probe_result never_in_a_row(testbed& on, client const& first, client const& second) {
  constexpr auto why = "no client came to a server connection right behind one that asks for another value";
  auto const all_shared = have_shared(first, second) && have_shared(first, on.client("A"));
  if (all_shared || on.servers.may_have_several_processes()) return not_repeated(why);
  on.suspect_several_processes();
  return unknown(why);
}

/// `second` asks for another value than `in`, which has the setting. `last` is the last answer to `in`.
probe_result beside_another(testbed& on, client& in, client& second, step_result const& last,
                            startup_parameter const& p, left_behind const& trace, probe_result works) {
  auto const told = two_values(on, in, second, p, trace, works.expected).observe(last);
  if (!told) return never_in_a_row(on, in, second);
  return told->outcome == outcome::works ? works : *told;
}

/// The result where a later transaction, answered by `later`, does not have the setting; nullopt where it
/// does.
std::optional<probe_result> lost_later(testbed const& on, step_result const& later, seen_on const& had,
                                       startup_parameter const& p, probe_result const& works) {
  if (later.ok() && !later.simulated && !had.contains(later.backend)) return not_again();
  if (later.ok() && !p.other.empty() && later.value() == p.other)
    return has_another_ones(later, "client " + later.by->label(), works.expected);
  auto seen = lost_again(look_at(on, later, p, works.expected).seen);
  return seen.outcome == outcome::works ? std::nullopt : std::optional(std::move(seen));
}

/// For a parameter that not every server reports: whether it stays in effect, and for its client only. Where
/// the pooler is far away, the other client logs in while the first waits for its answer.
probe_result observe_unreported(testbed& on, client& in, seen_on& had, startup_parameter const& p,
                                left_behind const& trace, probe_result const& works) {
  auto const can_tell = on.alone() && on.most_connections() > 2;
  auto const at_once = can_tell && on.is_far() && !on.servers.may_have_several_processes();
  bool second_is_in = false;
  auto const log_in_second = [&](testbed& own) {
    second_is_in = own.open_with("B", p.name, p.other).in != nullptr;
  };
  step_result later;
  parallel_tasks both(on);  // `later` refers to its client
  if (at_once) {
    both.add({"C"}, [&](testbed& own) { later = later_transaction(own, own.slot("C"), had, p, trace); });
    both.add({"B"}, log_in_second);
    both.run();
  } else {
    later = later_transaction(on, in, had, p, trace);
  }
  auto const lost = lost_later(on, later, had, p, works);
  if (can_tell && !at_once && !lost) log_in_second(on);
  auto* const second = second_is_in ? &on.slot("B") : nullptr;  // null where its login was refused
  if (second != nullptr) on.retire(*second);
  if (lost) return *lost;
  if (!on.alone()) return not_repeated("not told yet: it needs the pool to itself", again::alone);
  if (!can_tell) return not_repeated("it takes three connections to see whether it stays alone");
  if (second == nullptr)
    return unknown("a second connection that asks for another value was refused at login");
  return beside_another(on, in, *second, later, p, trace, works);
}

}  // namespace

probe_result observe_shared(testbed& on, client& in, startup_parameter const& p, look_result const& first) {
  // Where the server has taken it from the login, a reset would bring it back: then it is emptied.
  auto const trace = undo::setting(p.setting, first.ours ? "=" : std::string(undo::not_set_in_session));
  seen_on had{in.backend()};
  on.note(in, trace);
  if (first.seen.outcome == outcome::works) {
    if (!p.other.empty()) return observe_unreported(on, in, had, p, trace, first.seen);
    auto const later = later_transaction(on, in, had, p, trace);
    if (auto lost = lost_later(on, later, had, p, first.seen)) return *lost;
  }
  return next_client(on, had, p, *first.value, first.seen);
}

}  // namespace poolprobe
