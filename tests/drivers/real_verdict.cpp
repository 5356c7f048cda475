#include "drivers/real_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/driver.hpp"
#include "drivers/engine/transaction_unit.hpp"
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
    if (all.outcome != "wrong_answer") all.outcome = seen.outcome;
    bad = true;
  }
};

/// Where the driver is tried with transaction blocks, as src/driver_check/driver_check.cpp does it.
std::vector<bool> ways(driver_config const& config) {
  if (config.transaction.always || statement_needs_of(config).always_in_block) return {true};
  if (config.transaction.commit.find('P') != std::string_view::npos) return {false, true};
  return {false};
}

}  // namespace

std::string in_words(std::string const& outcome, std::string const& sqlstate, int executions) {
  if (!is_failure(known_or_unknown<poolprobe::outcome>(outcome))) return outcome;
  return fmt::format("{}{}{} at execution {}", outcome, sqlstate.empty() ? "" : " ", sqlstate, executions);
}

real_verdict real_verdict_of(proof const& of, forced_pool const& pool,
                             std::function<std::string()> const& fresh) {
  using kind = real_scenario::kind;
  std::vector<real_scenario> all;
  auto where = pool;
  for (auto const in_blocks : ways(*find_driver(of.id()).config)) {
    for (auto const which : {kind::moved, kind::met, kind::crossed}) {
      if (!pool.pooled && which != kind::met) continue;
      where.database = fresh();
      all.emplace_back(which, of, where, in_blocks);
    }
  }
  running_verdict seen;
  for (auto& scenario : all) {
    auto const ended = scenario.run();
    close_servers(*pool.server);
    seen.add(scenario.name(), ended);
  }
  return {seen.all, seen.details};
}

std::vector<lab::pool> pools_for_scenarios() {
  constexpr int enough = 400;
  std::vector<lab::pool> all;
  for (int i = 0; i < enough; ++i) all.push_back({fmt::format("scene{}", i), "transaction", 10});
  return all;
}

}  // namespace poolprobe::testing
