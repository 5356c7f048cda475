// client_encoding, DateStyle, TimeZone, standard_conforming_strings and application_name follow the client to
// every server connection (PgBouncer, doc/config.md, track_extra_parameters: those five it always tracks).
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "probes/probes.hpp"
#include "stage/leaving.hpp"

namespace poolprobe {
namespace {

/// What we set a parameter to: `usual`, or `other` where it is that already. Empty: made up at run time.
struct parameter {
  std::string_view name;
  std::string_view usual = {};
  std::string_view other = {};
};

constexpr parameter own_name[] = {{"application_name"}};
/// Set only where application_name has been seen to follow, because a stranger who met with them would
/// notice.
constexpr parameter tracked[] = {{"DateStyle", "ISO, MDY", "ISO, DMY"},
                                 {"TimeZone", "UTC", "GMT"},
                                 {"client_encoding", "UTF8", "SQL_ASCII"},
                                 {"standard_conforming_strings", "on", "off"},
                                 {"IntervalStyle", "postgres", "postgres_verbose"},
                                 {"search_path"},
                                 {"role"}};
constexpr std::size_t always_tracked = 4;  ///< of the list above; the rest is told, and decides nothing

using texts = std::vector<std::string>;

std::string select_each(std::span<parameter const> all, std::string_view before, std::string_view after) {
  std::string sql = "select ";
  for (std::size_t i = 0; i < all.size(); ++i) {
    sql += fmt::format("{}{}{}'{}'{}", i == 0 ? "" : ", ", before, "(", all[i].name,
                       after.empty() ? ")" : fmt::format(", ${}, {})", i + 1, after));
  }
  return sql;
}

statement show(std::span<parameter const> all) {
  return stage::unnamed(select_each(all, "current_setting", "") + ", session_user");
}

statement set(std::span<parameter const> all, texts values) {
  return stage::unnamed(select_each(all, "set_config", "false"), std::move(values));
}

/// The columns of the only row; empty where there is none, or one with another number of columns.
texts columns(reaction const& seen, std::size_t wanted) {
  if (seen.rehearsed) return texts(wanted, seen.value().value_or(""));
  texts all;
  if (!seen.ok() || seen.answer.rows.size() != 1 || seen.answer.rows.front().size() != wanted) return all;
  for (auto const& value : seen.answer.rows.front()) all.push_back(value.value_or(""));
  return all;
}

/// Harmless where it can be: a schema more that does not exist, and the role that we have anyway.
std::string ours(parameter const& p, std::string const& before, std::string const& user, stage& on) {
  if (p.name == "application_name") return on.fresh_name();
  if (p.name == "search_path") return before + (before.empty() ? "" : ", ") + on.fresh_name();
  if (p.name == "role") return user;
  return std::string(before == p.usual ? p.other : p.usual);
}

/// What became of each parameter: A has it after the switch, or the server connection brought it to B.
struct fate {
  observation seen;  ///< works where the backends fit the plan, whatever became of the parameters
  texts follow, stay, leak;
};

/// `before` are their values now, and the user's name.
fate follow(stage& on, client& a, client& b, std::span<parameter const> all, texts const& before) {
  auto const shown = all.size() + 1;  // columns of `show`
  texts wanted;
  for (std::size_t i = 0; i < all.size(); ++i) wanted.push_back(ours(all[i], before[i], before.back(), on));
  // What is put back must be what was there, on the server connection where it is set.
  auto const there = a.post("P() B E H", show(all));
  auto const mark = [there, all, shown]() -> std::optional<left_behind> {
    auto values = columns(there.hear(), shown);
    if (values.empty()) return std::nullopt;
    values.pop_back();
    return left_behind{"setting", std::string(all.front().name), set(all, std::move(values))};
  };
  auto const made = a.run("P() B E S", set(all, wanted), mark);
  auto const set_to = columns(made, all.size());
  if (set_to.empty()) return {on.expect(made).accepted().otherwise({}), {}, {}, {}};
  if (columns(there.hear(), shown) != before)
    return {unknown("the parameters changed in between"), {}, {}, {}};

  auto held = on.hold(b, a);
  auto const looked = b.post("P() B E H", show(all));
  if (!held.reached()) (void)looked.hear();
  if (on.servers.single_server) on.restore_and_release(b);
  auto const look = a.post("P() B E S", show(all)).hear();
  auto const theirs = columns(looked.hear(), shown);
  auto const mine = columns(look, shown);
  fate result{held.expect(look).accepted().otherwise({}), {}, {}, {}};
  on.restore_and_release(on.servers.dedicated ? a : b);
  if (result.seen.outcome != outcome::works) return result;
  if (mine.empty() || theirs.empty()) return {unknown(look.text()), {}, {}, {}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const leaks = theirs[i] == set_to[i] && !look.rehearsed;
    auto& list = leaks ? result.leak : mine[i] == set_to[i] ? result.follow : result.stay;
    list.emplace_back(all[i].name);
  }
  return result;
}

bool has_tracked(texts const& names) {
  auto const is_one = [&names](parameter const& p) {
    return std::find(names.begin(), names.end(), p.name) != names.end();
  };
  return is_one(own_name[0]) || std::any_of(tracked, tracked + always_tracked, is_one);
}

observation judged(fate const& all) {
  auto const worst = has_tracked(all.leak)   ? outcome::leaks
                     : has_tracked(all.stay) ? outcome::breaks
                                             : outcome::works;
  texts told;
  auto const tell = [&told](std::string_view what, texts const& names) {
    if (!names.empty()) told.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
  };
  tell("follow the client", all.follow);
  tell("are lost", all.stay);
  tell("reach another client", all.leak);
  return {worst,
          {},
          "application_name, DateStyle, TimeZone, client_encoding and standard_conforming_strings follow",
          fmt::format("{}", fmt::join(told, "; "))};
}

}  // namespace

observation tracked_parameters(stage& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  if (!on.servers.dedicated) on.spend(a);  // what the pooler remembers for it is not for the next
  auto const name = a.post("P() B E S", show(own_name));
  auto const others = columns(a.run("P() B E S", show(tracked)), std::size(tracked) + 1);
  auto const own = columns(name.hear(), std::size(own_name) + 1);
  if (own.empty() || others.empty()) return unknown("the parameters cannot be read");
  auto const first = follow(on, a, b, own_name, own);
  if (first.seen.outcome != outcome::works) return first.seen;
  auto seen = judged(first);
  if (seen.outcome != outcome::works) {
    seen.observed += "; the others were not tried";
    return seen;
  }
  auto rest = follow(on, a, b, tracked, others);
  if (rest.seen.outcome != outcome::works) return rest.seen;
  rest.follow.insert(rest.follow.begin(), std::string(own_name[0].name));
  return judged(rest);
}

}  // namespace poolprobe
