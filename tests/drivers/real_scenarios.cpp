#include "drivers/real_scenarios.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "drivers/driver.hpp"
#include "drivers/engine/driver_session.hpp"
#include "drivers/engine/split_by_transaction.hpp"

namespace poolprobe::testing {
namespace {

/// As many executions as in poolprobe: until all further ones are the same.
int executions_of(driver_config const& config) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  return std::max(driver_session(config, names).executions_until_settled(), 2);
}

/// Where a name belongs to a text, two processes with a name clash send the same query.
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

part once(int k) { return {{fmt::format("transaction {} 1", k), std::to_string(k + 1)}}; }

/// The steps of one process, as in src/driver_check/error_and_release_scenarios.cpp.
part life(driver_config const& config, real_scenario::kind which, bool in_blocks) {
  using kind = real_scenario::kind;
  part all;
  auto const add = [&all](part const& more) { all.insert(all.end(), more.begin(), more.end()); };
  if (which == kind::ends_moved) {
    for (auto const k : {1, 2}) add(once(k));
  } else if (which == kind::rolled_back) {
    auto const forgets = !config.transaction.after_rollback.empty();
    add(query(config, 1, true));
    for (int k = 3; k <= 5; ++k)
      all.emplace_back(fmt::format("rollback {} 1", forgets ? 1 : k), forgets ? "2" : std::to_string(k + 1));
    add(once(forgets ? 1 : 2));
  } else if (which == kind::dropped) {
    // Each step fits the drivers that have it; "none" is the answer of the others. The value of `fill`
    // depends on the executions after which a statement is named.
    add(query(config, 1, in_blocks));
    add({{"drop 1 1", "2|none"}, {"drop_inside 1 1", "3|none"}});
    all.emplace_back("fill 60 4", "64|65|66|67|68|69|70|71|72|none");
  } else if (which == kind::dropped_last) {
    add(query(config, 1, true));
    add({{"drop_last 1 1", "2|none"}});
  } else if (which == kind::failed) {
    all = {{"fail_inside 1 1", "error 22012"}};
    add(once(1));
  } else {
    for (int i = 0; i < (config.failed_parse.counts ? 3 : 2); ++i)
      all.emplace_back(in_blocks ? "missing_inside" : "missing", "error 42P01");
    all.emplace_back(in_blocks ? "transaction 1 1" : "autocommit 1 1", "2");
  }
  return all;
}

scenario_end ending_of_second(paced_program const& b) {
  auto ended = b.ending();
  ended.process = 2;
  return ended;
}

/// Its first steps are not moved; where there are none, it is moved while it connects as well.
scenario_end simulate_moved(paced_program& a, forced_pool const& where, std::size_t unmoved = 0,
                            bool bare = false) {
  if (!a.reaches_message()) return a.ending();
  server_occupier keeps(where, a.startup_packet(), bare);
  for (; a.reaches_message(); a.send_next()) {
    if (a.groups() > 0 && (unmoved == 0 || a.begun() > unmoved)) keeps.occupy_last();
  }
  return a.ending();
}

scenario_end simulate_alone(paced_program& a) {
  a.continue_running();
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

/// Unnamed statements replace each other on the same server connection, so both processes share one.
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
  std::size_t unmoved;
  int executions;  ///< of the query, before what else the process does
  paced_program a;
  std::optional<paced_program> b;
};

namespace {

bool needs_two(real_scenario::kind which) {
  using kind = real_scenario::kind;
  return which == kind::met || which == kind::crossed;
}

}  // namespace

real_scenario::real_scenario(kind which, proof const& of, forced_pool const& where, bool in_blocks) {
  auto const& config = *find_driver(of.id()).config;
  auto const remark = in_blocks ? ", in blocks" : "";
  auto const plain = which == kind::moved || which == kind::bare || needs_two(which);
  state_.reset(
      new state{which,
                where,
                remark,
                !statement_needs_of(config).unnamed_later,
                plain ? std::size_t{0} : query(config, 1, true).size(),
                executions_of(config),
                paced_program(of, where, plain ? query(config, 1, in_blocks) : life(config, which, in_blocks),
                              which == kind::dropped),
                {}});
  if (needs_two(which)) state_->b.emplace(of, where, query(config, asks_the_same(config) ? 1 : 2, in_blocks));
}

real_scenario::real_scenario(kind which, proof const& of, forced_pool const& where, part const& each)
    : state_(new state{which, where, {}, true, 0, 0, paced_program(of, where, each), {}}) {
  if (needs_two(which)) state_->b.emplace(of, where, each);
}

real_scenario::~real_scenario() = default;
real_scenario::real_scenario(real_scenario&&) noexcept = default;

std::string_view real_scenario::word() const {
  constexpr std::string_view words[] = {"bare",        "moved",  "met",     "crossed", "ends moved",
                                        "rolled_back", "failed", "refused", "dropped", "dropped_last"};
  return words[static_cast<std::size_t>(state_->kind)];
}

std::string real_scenario::name() const { return std::string(word()) + state_->remark; }

scenario_end real_scenario::run() {
  auto& s = *state_;
  switch (s.kind) {
    case kind::bare:
      return simulate_moved(s.a, s.where, 0, true);
    case kind::moved:
    case kind::ends_moved:
      return simulate_moved(s.a, s.where);
    case kind::rolled_back:
      return simulate_moved(s.a, s.where, s.unmoved);
    case kind::met:
      return simulate_met(s.a, *s.b);
    case kind::crossed:
      return simulate_crossed(s.a, *s.b, s.where, s.apart);
    case kind::dropped:
    case kind::dropped_last: {
      auto ended = simulate_alone(s.a);
      ended.executions = std::min(ended.executions, s.executions);
      return ended;
    }
    default:
      return simulate_alone(s.a);
  }
}

}  // namespace poolprobe::testing
