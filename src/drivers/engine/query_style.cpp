#include "drivers/engine/query_style.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/script.hpp"

namespace poolprobe {
namespace {

using notation::verb;

/// What one execution, or all of them together, does with statements.
struct use {
  bool extended = false;  ///< anything but simple queries
  bool named = false;
  bool block = false;  ///< it begins a transaction block of its own
  bool unnamed_from_before = false;
};

bool begins_a_block(notation::message const& s) {
  return s.verb == verb::query && (s.name == "BEGIN" || s.name == "begin");
}

void add(use& all, message_group const& group) {
  bool parsed = false;  // the unnamed statement, in this Sync
  for (auto const& s : group) {
    all.extended = all.extended || s.verb != verb::query;
    all.block = all.block || begins_a_block(s);
    if (!notation::names_a_statement(s.verb)) continue;
    all.named = all.named || !s.name.empty();
    if (s.verb == verb::parse && s.name.empty()) parsed = true;
    auto const uses = s.verb == verb::bind || s.verb == verb::describe_statement;
    if (uses && s.name.empty() && !parsed) all.unnamed_from_before = true;
  }
}

use use_of(std::string_view script) {
  use all;
  for (auto const& p : parse_script(script)) {
    for (auto const& group : p.groups) add(all, group);
  }
  return all;
}

}  // namespace

query_style query_style_of(driver_config const& config) {
  auto const all = use_of(config.script);
  auto const ends = use_of(config.transaction.commit);
  if (all.named && all.block) return query_style::named_in_block;
  if (all.named || ends.named) return query_style::named_statements;
  if (all.unnamed_from_before) return query_style::unnamed_split;
  return all.extended ? query_style::unnamed_one_sync : query_style::simple_query;
}

}  // namespace poolprobe
