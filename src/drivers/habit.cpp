#include "drivers/habit.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "drivers/driver.hpp"
#include "drivers/script.hpp"

namespace poolprobe {
namespace {

using wire::verb;

/// What an execution, or all of them, does with statements.
struct use {
  bool extended = false;  ///< anything but simple queries
  bool named = false;
  bool block = false;  ///< it begins a transaction block of its own
  bool unnamed_from_before = false;
};

bool begins_a_block(wire::step const& s) {
  return s.verb == verb::query && (s.name == "BEGIN" || s.name == "begin");
}

void add(use& all, script_flight const& flight) {
  bool parsed = false;  // the unnamed statement, in this Sync
  for (auto const& s : flight) {
    all.extended = all.extended || s.verb != verb::query;
    all.block = all.block || begins_a_block(s);
    if (!wire::names_a_statement(s.verb)) continue;
    all.named = all.named || !s.name.empty();
    if (s.verb == verb::parse && s.name.empty()) parsed = true;
    auto const uses = s.verb == verb::bind || s.verb == verb::describe_statement;
    if (uses && s.name.empty() && !parsed) all.unnamed_from_before = true;
  }
}

use use_of(std::string_view script) {
  use all;
  for (auto const& p : parse_script(script)) {
    for (auto const& flight : p.flights) add(all, flight);
  }
  return all;
}

}  // namespace

habit habit_of(driver_config const& config) {
  auto const all = use_of(config.script);
  auto const ends = use_of(config.transaction.commit);
  if (all.named && all.block) return habit::named_in_block;
  if (all.named || ends.named) return habit::named_statements;
  if (all.unnamed_from_before) return habit::unnamed_split;
  return all.extended ? habit::unnamed_one_sync : habit::simple_query;
}

}  // namespace poolprobe
