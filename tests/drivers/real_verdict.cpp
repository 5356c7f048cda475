#include "drivers/real_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "drivers/driver.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "model/outcome.hpp"

namespace poolprobe::testing {
namespace {

/// As the verdict is made of scenarios (src/driver_check/scenario_summary.cpp): the gravest outcome, the
/// first error's SQLSTATE, the first execution at which anything is wrong.
struct running_verdict {
  scenario_end all;
  std::string details;
  bool bad = false;
  int first_error = 0;

  void add(std::string_view scenario, scenario_end const& seen) {
    details += fmt::format("\n  really {}: {}  {}", scenario,
                           in_words(seen.outcome, seen.sqlstate, seen.executions), seen.told);
    if (seen.outcome == "works") return;
    if (!seen.sqlstate.empty() && (all.sqlstate.empty() || seen.executions < first_error)) {
      all.sqlstate = seen.sqlstate;
      first_error = seen.executions;
    }
    all.executions = bad ? std::min(all.executions, seen.executions) : seen.executions;
    auto const gravity = [](std::string const& word) { return known_or_unknown<poolprobe::outcome>(word); };
    if (!bad || gravity(seen.outcome) > gravity(all.outcome)) all.outcome = seen.outcome;
    bad = true;
  }

  /// A caveat: it counts for the verdict only where it is a loss or a foreign answer.
  void add_caveat(std::string_view scenario, scenario_end const& seen) {
    if (known_or_unknown<poolprobe::outcome>(seen.outcome) >= outcome::wrong_answer)
      return add(scenario, seen);
    tell(scenario, seen);
  }

  void tell(std::string_view scenario, scenario_end const& seen) {
    details += fmt::format("\n  really {}: {} {}  {}", scenario, seen.outcome, seen.sqlstate, seen.told);
  }
};

bool commits_by_statement(driver_config const& config) {
  return config.transaction.commit.find('P') != std::string_view::npos;
}

/// Where the driver is tried with transaction blocks, as src/driver_check/driver_check.cpp does it.
std::vector<bool> ways(driver_config const& config) {
  if (config.transaction.always) return {true};
  auto const also_in_blocks = commits_by_statement(config) || statement_needs_of(config).always_in_block ||
                              !config.retry.sqlstate.empty() || !config.release.error_reaches_program;
  return also_in_blocks ? std::vector{false, true} : std::vector{false};
}

/// Whether the first query of a process fails without any switch, where two would meet: Vert.x on PgBouncer
/// 1.18.
bool breaks_alone(scenario_end const& met) {
  return met.outcome == "breaks" && met.process == 1 && met.executions == 1;
}

struct planned_scenario {
  real_scenario::kind kind;
  bool in_blocks;
};

/// Which scenarios a driver has, as src/driver_check/driver_check.cpp does it.
std::vector<planned_scenario> scenarios_of(driver_config const& config, bool pooled) {
  using kind = real_scenario::kind;
  std::vector<planned_scenario> all;
  auto const needs = statement_needs_of(config);
  for (auto const in_blocks : ways(config)) {
    if (pooled && needs.unnamed_later) all.push_back({kind::bare, in_blocks});
    for (auto const which : {kind::moved, kind::met, kind::crossed}) {
      if (pooled || which == kind::met) all.push_back({which, in_blocks});
    }
  }
  if ((needs.named_later || needs.clashes) && commits_by_statement(config) && pooled)
    all.push_back({kind::ends_moved, true});
  auto const& ends = config.transaction;
  if (pooled && (ends.rollback.find('P') != std::string_view::npos || !ends.after_rollback.empty()))
    all.push_back({kind::rolled_back, true});
  using release_time = enum statement_release::when;
  auto const& release = config.release;
  if (pooled && release.when == release_time::evicted && release.script.starts_with('Q') &&
      release.inside_block)
    all.push_back({kind::dropped_last, true});
  if (pooled && release.when != release_time::never && release.script.starts_with('Q'))
    all.push_back({kind::dropped, ends.always});
  all.push_back({kind::failed, true});
  all.push_back({kind::refused, ends.always || config.failed_parse.ends_connection});
  return all;
}

bool is_caveat(real_scenario::kind which) {
  return which == real_scenario::kind::failed || which == real_scenario::kind::refused;
}

/// A use of each group, twice, by one process that is moved and by two that share a server connection. The
/// answer of a batch depends on the driver: its last value, or the number of values.
struct planned_feature {
  std::string_view group;
  part uses;
};
std::vector<planned_feature> features() {
  return {{"cursors", {{"cursor 30 1", "35|none"}, {"cursor 30 1", "35|none"}}},
          {"batches", {{"batch 40 1", "43|3|none"}, {"batch 40 1", "43|3|none"}}}};
}

/// A program that hangs counts as broken as well. One that could not be moved shows nothing.
scenario_end run_to_its_end(real_scenario& scenario) {
  try {
    return scenario.run();
  } catch (not_moved const& why) {
    return {"unknown", "", 0, why.what(), 1};
  } catch (std::runtime_error const& stuck) {
    return {"breaks", "", 0, stuck.what(), 1};
  }
}

/// What the catalogue does not say of a driver cannot be compared.
bool has_feature(proof const& of, std::string_view group) {
  auto const& all = find_driver(of.id()).config->features;
  return std::any_of(all.begin(), all.end(),
                     [group](driver_feature const& f) { return word(f.group) == group; });
}

/// Uses the features; `seen` gets the groups of which a use failed, and those that showed nothing.
void use_features(proof const& of, forced_pool where, std::function<std::string()> const& fresh,
                  running_verdict& all, real_verdict& seen) {
  using kind = real_scenario::kind;
  for (auto const& [group, uses] : features()) {
    if (!has_feature(of, group)) continue;
    scenario_end ended;
    for (auto const which : {kind::moved, kind::met}) {
      if (ended.outcome != "works" || (!where.pooled && which == kind::moved)) continue;
      where.database = fresh();
      real_scenario scenario(which, of, where, uses);
      ended = run_to_its_end(scenario);
      close_servers(*where.server);
      all.tell(fmt::format("{} {}", group, scenario.name()), ended);
    }
    if (ended.outcome == "unknown")
      seen.unknown_features.emplace_back(group);
    else if (ended.outcome != "works")
      seen.features.emplace_back(group);
  }
}

}  // namespace

std::string in_words(std::string const& outcome, std::string const& sqlstate, int executions) {
  if (!is_failure(known_or_unknown<poolprobe::outcome>(outcome))) return outcome;
  return fmt::format("{}{}{} at execution {}", outcome, sqlstate.empty() ? "" : " ", sqlstate, executions);
}

real_verdict real_verdict_of(proof const& of, forced_pool const& pool,
                             std::function<std::string()> const& fresh) {
  auto const planned = scenarios_of(*find_driver(of.id()).config, pool.pooled);
  std::vector<real_scenario> all;
  auto where = pool;
  for (auto const& one : planned) {
    where.database = fresh();
    all.emplace_back(one.kind, of, where, one.in_blocks);
  }
  running_verdict seen;
  std::vector<std::string> caveats;
  std::optional<std::string> broken_alone;  // SQLSTATE of an error that no caveat can be told from
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const ended = all[i].run();
    close_servers(*pool.server);
    if (planned[i].kind == real_scenario::kind::met && breaks_alone(ended)) broken_alone = ended.sqlstate;
    if (!is_caveat(planned[i].kind)) {
      seen.add(all[i].name(), ended);
      continue;
    }
    seen.add_caveat(all[i].name(), ended);
    if (ended.outcome != "works" && ended.sqlstate != broken_alone) caveats.emplace_back(all[i].word());
  }
  real_verdict result{seen.all, caveats, {}, {}, {}};
  use_features(of, pool, fresh, seen, result);
  result.details = seen.details;
  return result;
}

std::vector<lab::pool> pools_for_scenarios() {
  constexpr int enough = 400;
  std::vector<lab::pool> all;
  for (int i = 0; i < enough; ++i) all.push_back({fmt::format("database{}", i), "transaction", 10});
  return all;
}

}  // namespace poolprobe::testing
