#include "driver_check/scenario_runner.hpp"

#include <algorithm>
#include <utility>

#include "driver_check/error_and_release_scenarios.hpp"
#include "driver_check/handover_scenarios.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "testbed/pipelined_tasks.hpp"

namespace poolprobe {
namespace {

bool has(std::string_view script, std::string_view part) { return script.find(part) != script.npos; }

/// Whether scenarios can share clients and round trips: where all of a transaction is sent together, no other
/// scenario's messages get between.
bool can_share(testbed const& on) {
  auto const& pool = on.servers;
  return pool.one_for_all && pool.whole_transactions && !pool.single_client && !pool.single_server &&
         !on.is_dry_run() && !on.pool_facts_wrong() && !on.flush_unanswered() && on.most_connections() > 2;
}

/// Whether its messages leave the session, between two of its transactions, as the other scenarios need it:
/// no unnamed statement that is used later, which theirs would replace, no open block, and no message that
/// drops the statements of others.
bool may_share(testbed const& on, scenario_function how, driver_config const& config) {
  auto const& control = config.transaction;
  auto const clears = [](std::string_view script) { return has(script, deallocate_all); };
  return how != simulate_moved_to_bare && !statement_needs_of(config).unnamed_later &&
         !config.retry.inside_block && !clears(config.connect) && !clears(config.script) &&
         !clears(config.inside) && !clears(control.begin) &&
         !(how == simulate_rolled_back && clears(control.after_rollback)) && !on.allowed.passive;
}

handover handover_of(scenario_function how) {
  if (how == simulate_refused) return handover::on_third;
  return how == simulate_crossed ? handover::first_holds : handover::second_holds;
}

/// A failure that another scenario on the same client may have caused.
bool is_doubtful(scenario_result const& seen, bool connection_lost) {
  constexpr auto block_has_failed = "25P02";
  return is_failure(seen.outcome) && (connection_lost || seen.sqlstate == block_has_failed);
}

}  // namespace

bool same_messages(driver_config const& a, driver_config const& b) {
  auto const inside = [](driver_config const& c) { return c.inside.empty() ? c.script : c.inside; };
  auto const startup = std::equal(a.startup.begin(), a.startup.end(), b.startup.begin(), b.startup.end());
  // The driver's own queries after login are not simulated (driver_process.cpp), unless they prepare or
  // deallocate statements.
  auto const own_queries = [](driver_config const& c) {
    return has(c.connect, "P(") || has(c.connect, "DEALLOCATE") ? c.connect : std::string_view{};
  };
  auto const by_query = [](driver_config const& c) { return c.release.script.starts_with('Q'); };
  auto const release = (!by_query(a) && !by_query(b)) || a.release == b.release;
  return startup && a.respelled == b.respelled && release && a.script == b.script && inside(a) == inside(b) &&
         a.names.by == b.names.by && a.transaction == b.transaction && own_queries(a) == own_queries(b) &&
         a.retry == b.retry && a.failed_parse == b.failed_parse;
}

scenario_runner::scenario& scenario_runner::find_or_add(scenario_function how, driver_config const& config,
                                                        bool in_blocks) {
  auto const found = std::find_if(all_.begin(), all_.end(), [&](scenario const& one) {
    return one.how == how && one.in_blocks == in_blocks && same_messages(one.config, config);
  });
  if (found != all_.end()) return *found;
  return all_.emplace_back(scenario{how, config, in_blocks, static_cast<int>(all_.size()), {}});
}

scenario_result scenario_runner::run(scenario_function how, driver_config const& config, bool in_blocks) {
  constexpr int attempts = 4;
  auto& one = find_or_add(how, config, in_blocks);
  if (now_ == mode::recall) return one.seen;
  if (now_ == mode::plan) {
    scenario_result expected;
    expected.outcome = outcome::works;
    return expected;
  }
  for (int i = 0; i < attempts && one.seen.outcome == outcome::unknown && !on_->pool_facts_wrong(); ++i) {
    (void)on_->take_transcript();
    one.number = numbers_++;
    on_->list_as_shared(on_->is_dry_run() && may_share(*on_, how, one.config));
    one.seen = how(*on_, one.config, one.number, in_blocks);
    on_->list_as_shared(false);
  }
  return one.seen;
}

void scenario_runner::recall(std::function<void()> const& asking) {
  now_ = mode::recall;
  asking();
  now_ = mode::simulate;
}

/// Where a pooler takes only one transaction of a client at a time, a scenario costs round trips even here:
/// what fails soonest comes first.
void scenario_runner::simulate_together(std::function<void()> const& asking, beside_scenarios const& beside) {
  if (!can_share(*on_)) return;
  now_ = mode::plan;
  asking();
  now_ = mode::simulate;
  if (!on_->servers.in_one_go) {
    run_all_together([](scenario const& one) { return one.how == simulate_moved; }, {});
    beside.after_each();
  }
  for (auto const each : {handover::second_holds, handover::first_holds, handover::on_third}) {
    auto others = beside.tasks;
    std::erase_if(others, [each](shared_task const& one) { return one.how != each; });
    run_all_together([each](scenario const& one) { return handover_of(one.how) == each; }, std::move(others));
    beside.after_each();
  }
}

void scenario_runner::run_all_together(std::function<bool(scenario const&)> const& which,
                                       std::vector<shared_task> others) {
  constexpr int attempts = 2;
  constexpr std::size_t at_once = 24;
  for (int i = 0; i < attempts; ++i) {
    auto const open = open_ones(which);
    for (std::size_t at = 0; (at < open.size() || !others.empty()) && can_share(*on_); at += at_once) {
      auto const last = std::min(at + at_once, open.size());
      run_together({open.data() + std::min(at, last), open.data() + last}, std::exchange(others, {}));
    }
  }
}

/// Those without a conclusion that may share.
std::vector<scenario_runner::scenario*> scenario_runner::open_ones(
    std::function<bool(scenario const&)> const& which) {
  std::vector<scenario*> open;
  for (auto& one : all_) {
    if (one.seen.outcome == outcome::unknown && which(one) && may_share(*on_, one.how, one.config))
      open.push_back(&one);
  }
  return open;
}

void scenario_runner::run_together(std::vector<scenario*> const& some,
                                   std::vector<shared_task> const& others) {
  pipelined_tasks tasks(*on_);
  tasks.serve_clients_in_turn();
  for (auto const& other : others) tasks.add(other.body);
  for (auto* one : some) {
    one->number = numbers_++;
    tasks.add([one](testbed& own) { one->seen = one->how(own, one->config, one->number, one->in_blocks); });
  }
  auto const on_third = !some.empty() && handover_of(some.front()->how) == handover::on_third;
  for (auto const* label : {"A", "B"}) (void)on_->client(label);
  if (on_third) (void)on_->client("C");
  tasks.run();
  // A scenario on client C ends with its connection.
  auto const lost = on_third ? some.size() > 1 : !on_->slot("A").ready() || !on_->slot("B").ready();
  for (auto* one : some) {
    if (is_doubtful(one->seen, lost)) one->seen = {};
  }
}

}  // namespace poolprobe
