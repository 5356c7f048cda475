#include "drivers/real_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "drivers/driver.hpp"
#include "drivers/engine/driver_session.hpp"
#include "drivers/engine/transaction_unit.hpp"

namespace poolprobe::testing {
namespace {

/// So many executions as poolprobe tries out: until all further ones are alike.
int executions_of(driver_config const& config) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  return std::max(driver_session(config, names).executions_until_settled(), 2);
}

/// Where a name belongs to a text, two processes that clash ask the same.
bool asks_the_same(driver_config const& config) {
  return config.names.by == naming::hash || config.names.by == naming::given;
}

/// "select N + k", with N from 1 on.
part query(driver_config const& config, int k, bool in_blocks) {
  part all;
  for (int n = 1; n <= executions_of(config); ++n)
    all.emplace_back(fmt::format("{} {} {}", in_blocks ? "transaction" : "autocommit", k, n),
                     std::to_string(n + k));
  return all;
}

scenario_end ending_of_second(paced_program const& b) {
  auto ended = b.ending();
  ended.process = 2;
  return ended;
}

scenario_end simulate_moved(paced_program& a, forced_pool const& where) {
  if (!a.reaches_message()) return a.ending();
  server_occupier keeps(where, a.startup_packet());
  for (; a.reaches_message(); a.send_next()) {
    if (a.groups() > 0) keeps.occupy_last();
  }
  return a.ending();
}

scenario_end simulate_met(paced_program& a, paced_program& b) {
  a.continue_running();
  if (a.failed()) return a.ending();
  b.continue_running();
  if (b.failed()) return ending_of_second(b);
  a.once_more();
  a.continue_running();
  return a.ending();
}

/// An unnamed statement is replaced where it lies: then both stay together.
scenario_end simulate_crossed(paced_program& a, paced_program& b, forced_pool const& where, bool apart) {
  if (!a.reaches_message()) return a.ending();
  server_occupier keeps(where, a.startup_packet());
  for (; a.reaches_message(); a.send_next()) {
    if (a.groups() == 0) continue;
    if (apart) keeps.occupy_last();
    while (b.groups() < a.groups() && b.reaches_message()) b.send_next();
    if (b.failed()) return ending_of_second(b);
  }
  return a.ending();
}

}  // namespace

struct real_scenario::state {
  real_scenario::kind kind;
  forced_pool where;
  std::string remark;
  bool apart;
  paced_program a;
  std::optional<paced_program> b;
};

real_scenario::real_scenario(kind which, proof const& of, forced_pool const& where, bool in_blocks) {
  auto const& config = *find_driver(of.id()).config;
  auto const remark = in_blocks ? ", in blocks" : "";
  state_.reset(new state{which,
                         where,
                         remark,
                         !statement_needs_of(config).unnamed_later,
                         paced_program(of, where, query(config, 1, in_blocks)),
                         {}});
  if (which != kind::moved)
    state_->b.emplace(of, where, query(config, asks_the_same(config) ? 1 : 2, in_blocks));
}

real_scenario::real_scenario(kind which, proof const& of, forced_pool const& where, part const& each)
    : state_(new state{which, where, {}, true, paced_program(of, where, each), {}}) {
  if (which != kind::moved) state_->b.emplace(of, where, each);
}

real_scenario::~real_scenario() = default;
real_scenario::real_scenario(real_scenario&&) noexcept = default;

std::string real_scenario::name() const {
  auto const word = state_->kind == kind::moved ? "moved" : state_->kind == kind::met ? "met" : "crossed";
  return word + state_->remark;
}

scenario_end real_scenario::run() {
  auto& s = *state_;
  if (s.kind == kind::moved) return simulate_moved(s.a, s.where);
  return s.kind == kind::met ? simulate_met(s.a, *s.b) : simulate_crossed(s.a, *s.b, s.where, s.apart);
}

}  // namespace poolprobe::testing
