// client_encoding, DateStyle, TimeZone, standard_conforming_strings and application_name follow the client to
// every server connection (PgBouncer, doc/config.md, track_extra_parameters: those five it always tracks).
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/pending.hpp"
#include "testbed/undo.hpp"

namespace poolprobe::probes {
namespace {

/// The value that we set: `usual`, or `other` where the parameter is `usual` already. Empty: made up at run
/// time.
struct parameter {
  std::string_view name;
  std::string_view usual = {};
  std::string_view other = {};
};

constexpr parameter parameters[] = {{"application_name"},
                                    {"DateStyle", "ISO, MDY", "ISO, DMY"},
                                    {"TimeZone", "UTC", "GMT"},
                                    {"client_encoding", "UTF8", "SQL_ASCII"},
                                    {"standard_conforming_strings", "on", "off"},
                                    {"IntervalStyle", "postgres", "postgres_verbose"},
                                    {"search_path"},
                                    {"role"}};
constexpr std::size_t always_tracked = 5;  ///< the first of them; the rest is reported, and decides nothing

using some = std::span<parameter const>;

/// Which parameters are set together. Where others share the server connections, parameters that may not be
/// tracked get a turn of their own: what the pooler has to set for the next client stops
/// `testbed::prequeue_for` from working. Other clients would notice most of them, so where it is not known
/// that the pooler tracks parameters, application_name is tried first and must follow.
std::vector<some> in_turn(testbed const& on) {
  constexpr some all(parameters);
  constexpr auto text_style = all.subspan(always_tracked, 1);
  constexpr auto path = all.subspan(always_tracked + 1);
  if (on.servers.dedicated) return {all};
  if (on.servers.tracks_parameters || on.is_dry_run()) return {all.first(always_tracked), text_style, path};
  return {all.first(1), all.subspan(1, always_tracked - 1), text_style, path};
}

using texts = std::vector<std::string>;

/// A value other than the current one, in SQL. Harmless where possible: one more schema, which does not
/// exist, and the role that we have anyway.
std::string another(parameter const& p, testbed& on) {
  if (p.name == "application_name") return fmt::format("'{}'", on.fresh_name());
  if (p.name == "search_path")
    return fmt::format("concat_ws(', ', nullif(current_setting('search_path'), ''), '{}')", on.fresh_name());
  if (p.name == "role") return "session_user";
  return fmt::format("case current_setting('{0}') when '{1}' then '{2}' else '{1}' end", p.name, p.usual,
                     p.other);
}

/// As a literal in SQL.
std::string quoted(std::string text) {
  for (auto at = text.find('\''); at != std::string::npos; at = text.find('\'', at + 2))
    text.insert(at, 1, '\'');
  return "'" + text + "'";
}

template <class Column>
statement select_each(some all, Column column, texts values = {}) {
  texts columns;
  for (auto const& p : all) columns.push_back(column(p));
  return testbed::unnamed(fmt::format("select {}", fmt::join(columns, ", ")), std::move(values));
}

statement show(some all) {
  return select_each(all, [](auto const& p) { return fmt::format("current_setting('{}')", p.name); });
}

statement change(some all, testbed& on) {
  return select_each(all, [&on](auto const& p) {
    return fmt::format("set_config('{}', {}, false)", p.name, another(p, on));
  });
}

/// Sets the values that `change` has set before, by SET, and shows them.
std::vector<statement> change_by_set(some all, texts const& values) {
  std::vector<statement> each;
  for (std::size_t i = 0; i < all.size(); ++i)
    each.push_back(testbed::unnamed(fmt::format("set {} to {}", all[i].name, quoted(values[i]))));
  each.push_back(show(all));
  return each;
}

/// What they are before they are changed, in the words of `put_back`.
statement before_us(some all) {
  return select_each(all, [](auto const& p) { return undo::session_value_of(p.name); });
}

statement put_back(some all, texts values) {
  auto const column = [n = 0](auto const& p) mutable {
    return fmt::format("set_config('{}', {}, false)", p.name, undo::set_back_to(fmt::format("${}", ++n)));
  };
  return select_each(all, column, std::move(values));
}

/// The columns of the only row; empty when there is no row, or it has another number of columns.
texts columns(step_result const& seen, std::size_t wanted) {
  if (seen.simulated) return texts(wanted, seen.value().value_or(""));
  texts all;
  if (!seen.ok() || seen.answer.rows.size() != 1 || seen.answer.rows.front().size() != wanted) return all;
  for (auto const& value : seen.answer.rows.front()) all.push_back(value.value_or(""));
  return all;
}

/// What happened to each parameter: it followed A over the switch, stayed behind, or reached B with the
/// server connection.
struct parameter_outcomes {
  probe_result seen;  ///< works where the backends fit the plan, whatever happened to the parameters
  texts follow, stay, leak;
  texts values = {};  ///< that the parameters were set to

  /// Adds the result for those parameters too.
  void add(parameter_outcomes const& more) {
    seen = more.seen;
    for (auto const list :
         {&parameter_outcomes::follow, &parameter_outcomes::stay, &parameter_outcomes::leak})
      (this->*list).insert((this->*list).end(), (more.*list).begin(), (more.*list).end());
  }
};

/// Changes the parameters by set_config(), or where values are given, to these by SET. Afterwards A is as it
/// was before, also in the pooler's memory, or A is no longer used.
parameter_outcomes follow(testbed& on, client& a, client& b, some all, texts const& by_set = {}) {
  // The values to restore must be read on the server connection where the new ones are set.
  auto const there = a.post("P() B E H", before_us(all));
  auto const mark = [there, all]() -> std::optional<left_behind> {
    auto values = columns(there.receive(), all.size());
    if (values.empty()) return std::nullopt;
    return left_behind{residue_kind::setting, std::string(all.front().name),
                       put_back(all, std::move(values))};
  };
  auto const making = by_set.empty() ? a.post("P() B E S", change(all, on))
                                     : a.post_each("P() B E", change_by_set(all, by_set), "S");
  making.leaves(mark);
  auto const made = making.receive();
  auto const before = columns(there.receive(), all.size());
  auto const set_to = columns(made, all.size());
  if (!made.ok()) return {on.expect(made).accepted().otherwise({}), {}, {}, {}};
  if (before.empty() || set_to.empty()) return {unknown("the parameters cannot be read"), {}, {}, {}};

  auto held = on.hold(b, a);
  auto const look = a.post("P() B E H", show(all));
  auto const own_back = on.servers.dedicated ? look : a.post("P() B E S", put_back(all, before));
  auto const looked = b.post(on.servers.dedicated ? "P() B E S" : "P() B E H", show(all));
  if (!held.reached()) (void)looked.receive();
  on.restore_and_release(on.servers.dedicated ? a : b);
  if (!own_back.receive().ok()) testbed::retire(a);
  auto const mine = columns(look.receive(), all.size());
  auto const theirs = columns(looked.receive(), all.size());
  parameter_outcomes result{held.expect(look.receive()).accepted().otherwise({}), {}, {}, {}, set_to};
  if (result.seen.outcome != outcome::works) return result;
  if (mine.empty() || theirs.empty()) return {unknown(look.receive().text()), {}, {}, {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const leaks = theirs[i] == set_to[i] && !look.receive().simulated;
    auto& list = leaks ? result.leak : mine[i] == set_to[i] ? result.follow : result.stay;
    list.emplace_back(all[i].name);
  }
  return result;
}

bool has_tracked(texts const& names) {
  auto const is_one = [&names](parameter const& p) {
    return std::find(names.begin(), names.end(), p.name) != names.end();
  };
  return std::any_of(parameters, parameters + always_tracked, is_one);
}

/// "follow the client: DateStyle; are lost: TimeZone"
std::string words_of(parameter_outcomes const& all) {
  texts told;
  auto const tell = [&told](std::string_view what, texts const& names) {
    if (!names.empty()) told.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
  };
  tell("follow the client", all.follow);
  tell("are lost", all.stay);
  tell("reach another client", all.leak);
  return fmt::format("{}", fmt::join(told, "; "));
}

probe_result judged(parameter_outcomes const& all) {
  if (all.seen.outcome != outcome::works) return all.seen;
  auto const worst = has_tracked(all.leak)   ? outcome::leaks
                     : has_tracked(all.stay) ? outcome::breaks
                                             : outcome::works;
  return {worst,
          {},
          "application_name, DateStyle, TimeZone, client_encoding and standard_conforming_strings follow",
          words_of(all)};
}

/// What SET does where set_config() did not do: a pooler may know a change by the text of SET. `failed` are
/// the parameters of the last turn, and what became of them.
std::string by_set_too(testbed& on, some last, parameter_outcomes const& failed) {
  auto const tracked = last.first(std::min(last.size(), always_tracked));
  auto const by_set = follow(on, on.client("A"), on.client("B"), tracked, failed.values);
  if (by_set.seen.outcome != outcome::works) return {};
  if (by_set.follow == failed.follow && by_set.leak == failed.leak) return "; SET does the same";
  return fmt::format("; that is by set_config(), which this pooler tells from SET: by SET they {}",
                     words_of(by_set));
}

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const turns = in_turn(on);
  parameter_outcomes all;
  parameter_outcomes last;
  probe_result seen;
  std::size_t tried = 0;
  do {
    last = follow(on, a, b, turns[tried]);
    all.add(last);
    seen = judged(all);
  } while (++tried < turns.size() && seen.outcome == outcome::works);
  if (all.seen.outcome == outcome::works && tried < turns.size())
    seen.observed += "; the others were not tried";
  if (is_failure(seen.outcome) && last.seen.outcome == outcome::works && !on.servers.dedicated)
    seen.observed += by_set_too(on, turns[tried - 1], last);
  // What the pooler may remember for A must not affect the next step.
  if (seen.outcome != outcome::works && !on.servers.dedicated) on.retire(a);
  return seen;
}

}  // namespace

extern constexpr probe tracked_parameters{
    .code = "PP206",
    .id = "session/tracked-parameters",
    .feature = "SET of TimeZone and the like",
    .requirement = "the parameters that poolers track stay with the client that set them",
    .holds = "the tracked parameters follow the client",
    .fails = "a tracked parameter does not follow the client",
    .fixes = {"server: ALTER ROLE ... SET, so that every connection has the same value", use_session_mode},
    .needs = needs::two_clients,
    .side_effects = side_effects::nothing,
    .observe = observe,
};

}  // namespace poolprobe::probes
