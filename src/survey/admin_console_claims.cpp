#include "survey/admin_console_claims.hpp"

#include <fmt/format.h>

#include "survey/signal_predicates.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using standing = claim::standing;
using claims = std::vector<claim>;

struct comparison {
  standing how = standing::not_seen;
  std::string seen;  ///< what was observed, or why nothing was
};

void add(claims& to, std::string const& claimed, comparison const& with) {
  constexpr std::string_view words[] = {"agrees", "differs, and the observation counts",
                                        "neither confirmed nor refuted"};
  to.push_back({{"console-claim", claimed,
                 fmt::format("{}: {}", words[static_cast<std::size_t>(with.how)], with.seen)},
                with.how});
}

comparison compare(bool known, bool same, std::string seen) {
  return {!known ? standing::not_seen : same ? standing::agrees : standing::differs, std::move(seen)};
}

/// "1.24.1" lies in ">= 1.23, < 1.26".
bool lies_in(std::string_view version, std::string_view range) {
  auto const minor = [](std::string_view text) {
    auto const digits = text.substr(text.find("1.") + 2);
    int value = 0;
    for (auto const c : digits) {
      if (c < '0' || c > '9') break;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  auto const from = range.find(">= ");
  auto const before = range.find("< ");
  return (from == std::string_view::npos || minor(version) >= minor(range.substr(from))) &&
         (before == std::string_view::npos || minor(version) < minor(range.substr(before)));
}

comparison version(signals const& s) {
  auto const& claimed = s.console->version;
  if (s.announced)
    return compare(true, s.announced->version == claimed,
                   fmt::format("the login announces {}", s.announced->version));
  auto const range = pgbouncer_range(s);
  return compare(true, lies_in(claimed, range), fmt::format("its behaviour is that of {}", range));
}

comparison mode(signals const& s, pooler_info const& concluded) {
  auto const observed = multiplexed(s) || s.pool_facts.how == forced_switch::result::never_taken ||
                        s.pool_facts.how == forced_switch::result::other_blocked;
  auto const known = observed && concluded.pool_mode != pool_mode::unknown;
  if (!known) return {standing::not_seen, "the mode was not observed"};
  return compare(true, concluded.pool_mode == s.console->pool_mode,
                 fmt::format("{} mode was observed", word(concluded.pool_mode)));
}

comparison tracking(signals const& s, pooler_info const& concluded) {
  auto const shared =
      concluded.pool_mode == pool_mode::transaction || concluded.pool_mode == pool_mode::statement;
  if (!shared || !s.server_name)
    return {standing::not_seen, "it has no effect where each client keeps its server connection"};
  return compare(true, renamed(s) == (*s.console->max_prepared_statements > 0),
                 renamed(s) ? fmt::format("the server knew a statement as {}", *s.server_name)
                            : std::string("the server knew a statement by the name that we gave it"));
}

comparison in_turn(signals const& s, bool claimed) {
  auto const& h = s.pool_facts;
  if (h.how != forced_switch::result::taken || h.settle.count() > 0)
    return {standing::not_seen, "which server connection comes next was not observed"};
  auto const on_top = h.detours == 0;
  if (claimed) {
    return compare(
        !on_top, true,
        on_top ? "with so few idle ones the order does not show" : "the one that was used last came last");
  }
  return compare(
      on_top, true,
      on_top ? "the one that was used last came first" : "others came first, as they may on a busy pool");
}

comparison reset(signals const& s, bool claimed) {
  auto const& h = s.pool_facts;
  if (!multiplexed(s) || h.after_transaction == last_ran::not_seen || h.after_transaction == last_ran::other)
    return {standing::not_seen, "what a server connection runs after a transaction was not observed"};
  auto const cleared = h.after_transaction == last_ran::cleared;
  if (claimed && !cleared) return {standing::not_seen, "nothing was seen to run after a transaction"};
  return compare(true, cleared == claimed,
                 cleared ? fmt::format("after a transaction it ran {}", h.clearing)
                         : std::string("nothing was run after a transaction"));
}

comparison several(signals const& s, bool claimed) {
  auto const seen = s.pool_facts.processes > 1;
  if (seen) {
    return compare(true, claimed,
                   fmt::format("at least {} processes answered", s.pool_facts.processes) +
                       (claimed ? "" : ": not of this setting, but of something in front"));
  }
  return {standing::not_seen, "no second process was met"};
}

comparison simple(signals const& s, bool claimed) {
  return compare(true, s.query_refusal.has_value() == claimed,
                 s.query_refusal ? "a simple query was refused" : "a simple query was accepted");
}

}  // namespace

std::vector<claim> claims_of(signals const& s, pooler_info const& concluded) {
  claims all;
  if (!console_spoke(s)) return all;
  auto const& said = *s.console;
  add(all, "version " + said.version, version(s));
  if (said.pool_mode != pool_mode::unknown)
    add(all, fmt::format("pool_mode={}", word(said.pool_mode)), mode(s, concluded));
  if (said.max_prepared_statements)
    add(all, fmt::format("max_prepared_statements={}", *said.max_prepared_statements),
        tracking(s, concluded));
  for (auto const& [name, value] : said.settings) {
    auto const on = value == "1";
    auto const text = name + "=" + value;
    if (name == "server_round_robin") add(all, text, in_turn(s, on));
    if (name == "server_reset_query_always") add(all, text, reset(s, on));
    if (name == "so_reuseport") add(all, text, several(s, on));
    if (name == "disable_pqexec") add(all, text, simple(s, on));
  }
  return all;
}

}  // namespace poolprobe
