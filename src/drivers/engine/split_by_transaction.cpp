#include "drivers/engine/split_by_transaction.hpp"

#include <algorithm>
#include <set>

namespace poolprobe {
namespace {

using notation::verb;

bool is_query(driver_message const& one, std::string_view text) {
  return std::any_of(one.steps.begin(), one.steps.end(),
                     [text](notation::message const& s) { return s.verb == verb::query && s.name == text; });
}

bool begins(driver_message const& one) { return one.purpose == purpose::begin || is_query(one, "BEGIN"); }

bool ends(driver_message const& one) {
  return one.purpose == purpose::commit || one.purpose == purpose::end || is_query(one, "COMMIT") ||
         is_query(one, "ROLLBACK");
}

/// A COMMIT may consist of several groups, so the block ends with the last of them.
bool ends_too(driver_message const& one, driver_message const& next) {
  return ends(one) && one.purpose != purpose::driver && next.purpose == one.purpose;
}

bool uses(verb v) { return v == verb::bind || v == verb::describe_statement; }

void look_at(transaction_unit& whole) {
  std::set<std::string> parsed;
  for (auto const& group : whole.groups) {
    for (auto const& s : group.steps) {
      if (!notation::names_a_statement(s.verb)) continue;
      whole.uses_names = whole.uses_names || !s.name.empty();
      if (s.verb == verb::parse) parsed.insert(s.name);
      if (uses(s.verb) && !parsed.contains(s.name)) whole.needs_earlier = true;
    }
  }
}

/// The program's query, executed that many times, each in a block of its own where `in_blocks`.
std::vector<driver_message> executions(driver_session& session, int times, bool in_blocks) {
  std::vector<driver_message> all;
  auto const add = [&all](std::vector<driver_message> more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (int i = 0; i < times; ++i) {
    if (in_blocks) add(session.begin());
    add(session.query(0));
    if (in_blocks) add(session.commit());
  }
  return all;
}

void add(statement_needs& all, transaction_unit const& one) {
  std::set<std::string> parsed;
  bool cleared = false;
  for (auto const& group : one.groups) {
    cleared = cleared || is_query(group, deallocate_all);
    for (auto const& s : group.steps) {
      if (s.verb != verb::query) all.extended = true;
      if (s.verb == verb::query && group.purpose == purpose::query) all.simple = true;
      if (s.verb == verb::parse) parsed.insert(s.name);
      if (!uses(s.verb) || parsed.contains(s.name)) continue;
      (s.name.empty() ? all.unnamed_later : all.named_later) = true;
    }
  }
  parsed.erase("");
  all.clashes = all.clashes || (!parsed.empty() && !cleared);
}

}  // namespace

std::vector<transaction_unit> cut_into_units(std::vector<driver_message> const& said) {
  std::vector<transaction_unit> all;
  bool open = false;
  for (std::size_t i = 0; i < said.size(); ++i) {
    auto const& one = said[i];
    if (!open) all.emplace_back();
    auto& last = all.back();
    last.groups.push_back(one);
    auto const goes_on = i + 1 < said.size() && ends_too(one, said[i + 1]);
    open = (open || begins(one)) && (!ends(one) || goes_on);
    last.block = last.block || open;
  }
  for (auto& one : all) look_at(one);
  return all;
}

statement_needs statement_needs_of(driver_config const& config) {
  statement_needs all;
  all.always_in_block = config.transaction.always;
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  driver_session session(config, names);
  auto const times = session.executions_until_settled() + 1;
  for (auto const in_blocks : {false, true}) {
    if (!in_blocks && config.transaction.always) continue;
    for (auto const& s : cut_into_units(executions(session, times, in_blocks))) {
      if (!in_blocks && s.block) all.always_in_block = true;
      add(all, s);
    }
  }
  if (config.names.by == naming::random) all.clashes = false;
  auto const counted = config.names.by == naming::per_connection || config.names.by == naming::per_process;
  all.ambiguous_names = all.named_later && counted;
  return all;
}

}  // namespace poolprobe
